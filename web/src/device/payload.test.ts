import { describe, expect, it } from 'vitest';
import { presentedFields, readEntry, readFragment, readPayload } from './payload';

const HOME = 'https://pair.example.com';
const TOKEN = 'Ab0_-Ab0_-Ab0_-Ab0_-xy';
const LINK = `${HOME}/p#1.K7QX4M.${TOKEN}`;
const TENANT = '0b0e4d6c-55a5-4a5e-8d0f-0a1b2c3d4e5f';
const CODE_ID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const CARD = { restaurantId: TENANT, codeId: CODE_ID, code: 'ABC123' };
const FOREIGN = { refused: 'foreign' };

describe('links', () => {
  it('takes our own link, with a code of 6 or 8', () => {
    expect(readPayload(LINK, HOME)).toEqual({ presented: { kind: 'token', token: TOKEN } });
    expect(readPayload(`${HOME}/p#1.K7QX4MAB.${TOKEN}`, HOME)).toHaveProperty('presented');
  });

  it('keeps the port and the scheme apart', () => {
    expect(readPayload(`http://10.0.0.5:8000/p#1.K7QX4M.${TOKEN}`, 'http://10.0.0.5:8000')).toHaveProperty(
      'presented',
    );
    expect(readPayload(LINK, `${HOME}:8443`)).not.toHaveProperty('presented');
    expect(readPayload(LINK.replace('https', 'http'), HOME)).not.toHaveProperty('presented');
  });

  it.each(['2', '9', '12', '99'])('asks for a newer page at version %s', (version) => {
    expect(readPayload(`${HOME}/p#${version}.whatever`, HOME)).toEqual({ refused: 'newer' });
  });

  it.each(
    [
      '',
      ' ',
      'K7QX4M',
      'hello',
      'javascript:alert(1)',
      `javascript:${LINK}`,
      `JAVASCRIPT://${HOME}/p#1.K7QX4M.${TOKEN}`,
      `data:text/html,${LINK}`,
      `blob:${LINK}`,
      `view-source:${LINK}`,
      `intent://pair.example.com/p#1.K7QX4M.${TOKEN}`,
      `rustdesk://password/p#1.K7QX4M.${TOKEN}`,
      'WIFI:T:WPA;S:guest;P:secret;;',
      'otpauth://totp/x?secret=ABC',
      `https://evil.example/p#1.K7QX4M.${TOKEN}`,
      `https://pair.example.com.evil.example/p#1.K7QX4M.${TOKEN}`,
      `https://evil.example/?${LINK}`,
      `https://pair.example.com@evil.example/p#1.K7QX4M.${TOKEN}`,
      `https://user:pass@pair.example.com/p#1.K7QX4M.${TOKEN}`,
      `https://pair.example.com:443/p#1.K7QX4M.${TOKEN}`,
      `https://pair.example.com./p#1.K7QX4M.${TOKEN}`,
      `https://pаir.example.com/p#1.K7QX4M.${TOKEN}`,
      `https://xn--pir-5cd.example.com/p#1.K7QX4M.${TOKEN}`,
      `//pair.example.com/p#1.K7QX4M.${TOKEN}`,
      `https:\\\\pair.example.com\\p#1.K7QX4M.${TOKEN}`,
      `${HOME}/pair#1.K7QX4M.${TOKEN}`,
      `${HOME}/p/#1.K7QX4M.${TOKEN}`,
      `${HOME}/p?next=https://evil.example#1.K7QX4M.${TOKEN}`,
      `${HOME}/x/../p#1.K7QX4M.${TOKEN}`,
      `${HOME}/%70#1.K7QX4M.${TOKEN}`,
      ` ${LINK}`,
      `${LINK} `,
      `${LINK}\n`,
      `${LINK}#1`,
      `${LINK}${LINK}`,
      `${LINK}=`,
      `${HOME}/p#1.K7QX4M.${TOKEN.slice(1)}`,
      `${HOME}/p#1.K7QX4M.${TOKEN.slice(1)}%`,
      `${HOME}/p#1.K7QXUM.${TOKEN}`,
      `${HOME}/p#1.k7qx4m.${TOKEN}`,
      `${HOME}/p#1.K7QX4MA.${TOKEN}`,
      `${HOME}/p#1..${TOKEN}`,
      `${HOME}/p#<script>alert(1)</script>`,
      `${HOME}/p#`,
      `${HOME}/p`,
      HOME,
      `${HOME}/p#v1.K7QX4M.${TOKEN}`,
      '\u202ehttps://pair.example.com/p',
      '\0',
    ].map((text) => [text]),
  )('refuses %j', (text) => {
    expect(readPayload(text, HOME)).not.toHaveProperty('presented');
  });

  it.each([
    'http://localhost:8000',
    'https://10.0.0.5',
    'https://[::1]:8443',
    'https://pair.example.com:8443',
  ])('names %s, where the link belongs', (address) => {
    expect(readPayload(`${address}/p#1.K7QX4M.${TOKEN}`, HOME)).toEqual({ refused: 'elsewhere', address });
  });

  it.each([
    `https://pair.example.com@evil.example/p#1.K7QX4M.${TOKEN}`,
    `https://pаir.example.com/p#1.K7QX4M.${TOKEN}`,
    `javascript://example.com/p#1.K7QX4M.${TOKEN}`,
    `https://example.com/x/p#1.K7QX4M.${TOKEN}`,
    'https://example.com/p#menu',
  ])('takes no address out of %s', (text) => {
    expect(readPayload(text, HOME)).toEqual(FOREIGN);
  });

  it('refuses more than 512 bytes, counted as bytes', () => {
    expect(readPayload(`${LINK}${'A'.repeat(4096)}`, HOME)).toEqual(FOREIGN);
    const padded = JSON.stringify({ ...CARD, note: 'é'.repeat(200) });
    expect(padded.length).toBeLessThan(512);
    expect(readPayload(padded, HOME)).toEqual(FOREIGN);
  });
});

describe('cards', () => {
  it('takes the three ids and ignores the rest', () => {
    const { restaurantId, codeId, code } = CARD;
    const presented = { kind: 'card', restaurantId, codeId, code };
    expect(readPayload(JSON.stringify(CARD), HOME)).toEqual({ presented });
    expect(readPayload(JSON.stringify({ ...CARD, colour: 'red', more: [1, { a: 2 }] }), HOME)).toEqual({
      presented,
    });
  });

  it.each(
    [
      '{',
      '{}',
      '[]',
      'null',
      `[${JSON.stringify(CARD)}]`,
      JSON.stringify({ ...CARD, codeId: 7 }),
      JSON.stringify({ ...CARD, codeId: '../../x' }),
      JSON.stringify({ ...CARD, codeId: undefined }),
      JSON.stringify({ ...CARD, restaurantId: undefined }),
      JSON.stringify({ ...CARD, restaurantId: `${TENANT}0` }),
      JSON.stringify({ ...CARD, code: 123456 }),
      JSON.stringify({ ...CARD, code: 'ABC12' }),
      JSON.stringify({ ...CARD, code: 'ABC12U' }),
      JSON.stringify({ ...CARD, code: { toString: 'ABC123' } }),
      JSON.stringify({ ...CARD, inner: CARD }),
      JSON.stringify(CARD).replace('"code":', '"code":"XYZ789","code":'),
      JSON.stringify(CARD).replace('"code"', '"c\\u006fde"'),
      `${JSON.stringify(CARD)}x`,
      `{"__proto__":${JSON.stringify(CARD)}}`,
      '{"a":'.repeat(90),
    ].map((text) => [text]),
  )('refuses %s', (text) => {
    expect(readPayload(text, HOME)).toEqual(FOREIGN);
  });
});

describe('what a card may not be', () => {
  it.each(['restaurantId', 'codeId', 'code'])('is one that names %s twice', (name) => {
    const text = JSON.stringify(CARD).replace('{', `{"${name}": "${CARD[name as 'code']}", `);
    expect(readPayload(text, HOME)).toEqual(FOREIGN);
  });

  it.each(['restaurantId', 'codeId', 'code'])('is one whose %s is in a list', (name) => {
    expect(readPayload(JSON.stringify({ ...CARD, [name]: [CARD[name as 'code']] }), HOME)).toEqual(FOREIGN);
  });

  it('is longer than 512 bytes', () => {
    const padded = (length: number) => {
      const card = JSON.stringify({ ...CARD, more: '' });
      return card.replace('""', `"${'x'.repeat(length - card.length)}"`);
    };
    expect(readPayload(padded(512), HOME)).toHaveProperty('presented');
    expect(readPayload(padded(513), HOME)).toEqual(FOREIGN);
  });
});

describe('entries and fragments', () => {
  it('takes a pasted link with blanks around it', () => {
    expect(readEntry(`  ${LINK}\n`, HOME)).toEqual({ presented: { kind: 'token', token: TOKEN } });
  });

  it('takes a typed code and keeps what was typed', () => {
    expect(readEntry(' k7q-x4m', HOME)).toEqual({
      presented: { kind: 'typed', code: 'K7QX4M', text: 'k7q-x4m' },
    });
  });

  it('says what is wrong with a typed code', () => {
    expect(readEntry('K7Q', HOME)).toEqual({ wrong: 'length', length: 3 });
    expect(readEntry('https://evil.example/p', HOME)).toEqual(FOREIGN);
  });

  it('reads the fragment of an opened page', () => {
    expect(readFragment(`1.K7QX4M.${TOKEN}`)).toHaveProperty('presented');
    expect(readFragment('3.x')).toEqual({ refused: 'newer' });
    expect(readFragment('main')).toEqual(FOREIGN);
  });

  it('sends only what the server needs', () => {
    expect(presentedFields({ kind: 'token', token: TOKEN })).toStrictEqual({ token: TOKEN });
    expect(presentedFields({ kind: 'typed', code: 'K7QX4M', text: 'k7q x4m' })).toStrictEqual({
      code: 'K7QX4M',
    });
    expect(presentedFields({ kind: 'card', ...CARD })).toEqual(CARD);
  });
});
