import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';

const html = (what: ReactNode) => renderToStaticMarkup(what);

it('leaves a text alone that has no siblings', () => {
  expect(html(<p>Blocked</p>)).toBe('<p>Blocked</p>');
});

it('gives a text beside an element an element of its own', () => {
  const name = 'Till 1';
  expect(
    html(
      <p>
        Ask <b>{name}</b> now
      </p>,
    ),
  ).toBe('<p><hf-text>Ask </hf-text><b>Till 1</b><hf-text> now</hf-text></p>');
});

it('puts texts side by side into one element, so that they stay one line in a row of boxes', () => {
  const name = 'Maya';
  const isNew = false;
  expect(
    html(
      <p>
        {3} codes of {name}
        {isNew && ' (new)'}, waiting
      </p>,
    ),
  ).toBe('<p><hf-text>3 codes of Maya, waiting</hf-text></p>');
});

it('wraps what a fragment or a list hands to the element around it', () => {
  expect(
    html(
      <p>
        <>never</>
        {['a', <b key="b">b</b>]}
      </p>,
    ),
  ).toBe('<p><hf-text>never</hf-text><hf-text>a</hf-text><b>b</b></p>');
});

it('keeps the place of every child, by which React knows it again', () => {
  const shown = (text: false | string) => (
    <p>
      {text}
      <b>x</b>
    </p>
  );
  expect(shown(false).props.children).toHaveLength(2);
  expect(shown('now').props.children).toHaveLength(2);
});
