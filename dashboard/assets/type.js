// How large the type is: pixels of the usual size, in those of this window and of its reader.

const USUAL = 15; // pixels of a rem

/** @param {number} pixels */
export const scaled = (pixels) => (pixels * parseFloat(getComputedStyle(document.documentElement).fontSize)) / USUAL;
