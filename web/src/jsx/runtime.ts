import { createElement, type Key, Fragment as ReactFragment, type ReactNode } from 'react';
import { jsx as element, jsxs as elements, type JSX } from 'react/jsx-runtime';

export type { JSX };
export const Fragment = ReactFragment;

type Type = Parameters<typeof element>[0];
interface Props {
  children?: ReactNode;
}

/**
 * What JSX becomes, where it differs from React's own: a text that has siblings gets an element of its own.
 *
 * A browser that translates the page replaces each bare text by elements which React does not know. React would go on
 * changing the text that is gone, and fail when it moves or removes it. An element that holds nothing but text is safe:
 * React replaces all that is in it. CSS sees no difference, since `hf-text` is inline and texts side by side share one.
 */
export function jsx(type: Type, props: Props, key?: Key) {
  const { children } = props;
  // What a fragment holds has siblings wherever the fragment has.
  const exposed = Array.isArray(children) || (type === Fragment && isText(children));
  return element(type, exposed ? { ...props, children: wrapped([children].flat()) } : props, key);
}

export function jsxs(type: Type, props: Props, key?: Key) {
  return elements(type, { ...props, children: wrapped(props.children as ReactNode[]) }, key);
}

/** Vite's development server calls this one. */
export function jsxDEV(type: Type, props: Props, key: Key | undefined, isStatic: boolean) {
  return isStatic ? jsxs(type, props, key) : jsx(type, props, key);
}

const isText = (child: ReactNode) => typeof child === 'string' || typeof child === 'number';
const isNothing = (child: ReactNode) => child === null || child === undefined || typeof child === 'boolean';

/** Keeps the number of children, since React recognises them by their position. */
function wrapped(children: ReactNode[]): ReactNode[] {
  const result: ReactNode[] = [];
  let run = '';
  let start = 0;
  const end = () => {
    if (run) result[start] = createElement('hf-text', { key: `text-${start}` }, run);
    run = '';
  };
  children.forEach((child, place) => {
    result.push(isText(child) ? null : Array.isArray(child) ? wrapped(child) : child);
    if (isText(child)) {
      if (!run) start = place;
      run += child;
    } else if (!isNothing(child)) end();
  });
  end();
  return result;
}
