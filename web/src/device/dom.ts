import { contactHref } from '../ui/contact';

type Child = Node | string | false | undefined;
type Attributes = Record<string, string | boolean | undefined | ((event: never) => void)>;

/** Builds an element. Text always goes in as text, never as markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== false && child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A picture from the sprite in device.html. It is hidden from screen readers: a text beside it says the same. */
export function icon(name: string, style = 'icon'): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', style);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${name}`);
  svg.append(use);
  return svg;
}

/** The heading that takes the focus when its step appears. */
export function heading(...children: Child[]): HTMLHeadingElement {
  return h('h1', { tabindex: '-1' }, ...children);
}

export function button(style: string, onclick: () => void, ...children: Child[]): HTMLButtonElement {
  return h('button', { type: 'button', class: style, onclick }, ...children);
}

/** A name somebody chose: its own direction of writing must not turn the sentence around. */
export function name(text: string): HTMLElement {
  return h('bdi', { dir: 'auto', translate: 'no' }, text);
}

/** Where to ask for help, in the company's own words; an address or a number can be pressed. */
export function support(contact: string | undefined): HTMLElement | false {
  if (!contact) return false;
  const href = contactHref(contact);
  return h('p', { class: 'hint' }, 'Support: ', h(href ? 'a' : 'bdi', { href }, contact));
}

export function clock(time: string | number): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(new Date(time));
}
