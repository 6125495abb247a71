// In a frame of another page: the map or the country alone, with a way to all of it.

export class Embed {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.link = Object.assign(document.createElement("a"), { id: "whole", target: "_blank", rel: "noopener", textContent: "Isotherm" });
    this.link.title = "Open the whole view in a new tab";
    document.querySelector("main").append(this.link);
    page.on("choices", () => this.follow());
    page.on("year", () => this.follow());
    this.follow();
  }

  follow() {
    clearTimeout(this.waiting); // the address is kept after the choices are told
    this.waiting = setTimeout(() => {
      this.page.address.flush();
      const address = new URL(location.href);
      address.searchParams.delete("embed");
      this.link.href = address.href;
    }, 100);
  }
}
