"""What a server does under load: pages a second, a flood of pages, many live sessions."""
