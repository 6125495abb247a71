"""The apps that the page is compared with, each as an expert in its library would write it."""
