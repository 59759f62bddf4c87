import { expect, it } from 'vitest';
import { addressTrouble } from './address';

const trouble = (here: string, there: string, cookies = true) =>
  addressTrouble(new URL(here), new URL(there), cookies);

it('finds nothing wrong at the public address, on any of its pages', () => {
  expect(trouble('https://pair.example/sign-in?next=%2F', 'https://pair.example')).toBeNull();
});

it('sees that an https server was opened over http, wherever', () => {
  expect(trouble('http://pair.example/', 'https://pair.example')).toBe('insecure');
  expect(trouble('http://192.168.0.7:8000/', 'https://pair.example')).toBe('insecure');
});

it('sees another host name, port or scheme', () => {
  expect(trouble('http://192.168.0.7:8000/', 'http://127.0.0.1:8000')).toBe('elsewhere');
  expect(trouble('http://pair.example:8001/', 'http://pair.example:8000')).toBe('elsewhere');
  expect(trouble('https://pair.example/', 'http://pair.example')).toBe('elsewhere');
});

it('takes the names of one machine for the same', () => {
  expect(trouble('http://localhost:8000/', 'http://127.0.0.1:8000')).toBeNull();
  expect(trouble('http://localhost:8001/', 'http://127.0.0.1:8000')).toBe('elsewhere');
});

it('sees that cookies are switched off', () => {
  expect(trouble('https://pair.example/', 'https://pair.example', false)).toBe('no-cookies');
});
