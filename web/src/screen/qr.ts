import { encode } from 'uqr';

const SVG = 'http://www.w3.org/2000/svg';
/** The white edge that scanners need, in modules. */
const BORDER = 4;

/** Rows of modules, true where they are dark, with the edge. */
export const modulesOf = (text: string): boolean[][] =>
  encode(text, { ecc: 'M', border: BORDER, boostEcc: true }).data;

/** Dark on white whatever the theme: scanners read inverted codes badly. */
export function drawQr(text: string): SVGSVGElement {
  const modules = modulesOf(text);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${modules.length} ${modules.length}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'QR code with the address of the page');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', pathOf(modules));
  svg.append(path);
  return svg;
}

const pathOf = (modules: boolean[][]) =>
  modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
