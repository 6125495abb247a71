// Lets Node.js find "isotherm/..." where the page's import map has it; `node --import` reads it first.

import { register } from "node:module";

const assets = new URL("../../dashboard/assets/", import.meta.url).href;
const hook = `export const resolve = (name, context, next) => name.startsWith("isotherm/")
  ? { url: ${JSON.stringify(assets)} + name.slice(9), shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
