import { describe, expect, it } from 'vitest';
import { readCode } from './code';

describe('readCode', () => {
  it.each([
    ['K7QX4M', 'K7QX4M'],
    ['k7qx4m', 'K7QX4M'],
    [' k7q-x4m ', 'K7QX4M'],
    ['K7Q.X4M', 'K7QX4M'],
    ['K 7 Q X 4 M', 'K7QX4M'],
    ['K7Q–X4M', 'K7QX4M'],
    ['oO0iIl', '000111'],
    ['K7QX-4MAB', 'K7QX4MAB'],
    ['\tK7Q\u00a0X4M\n', 'K7QX4M'],
    ['Ｋ７ＱＸ４Ｍ', 'K7QX4M'],
    ['K7Q\u200bX4M', 'K7QX4M'],
  ])('reads %j as %s', (text, code) => {
    expect(readCode(text)).toEqual({ code });
  });

  it.each(['', '   ', '---', '. .'])('finds %j empty', (text) => {
    expect(readCode(text)).toEqual({ wrong: 'empty' });
  });

  it.each([
    ['K', 1],
    ['K7QX4', 5],
    ['K7QX4MA', 7],
    ['K7QX4MABC', 9],
  ])('finds %j of the wrong length', (text, length) => {
    expect(readCode(text)).toEqual({ wrong: 'length', length });
  });

  it.each([
    ['K7QXUM', 'U'],
    ['K7Q!4M', '!'],
    ['ÄÖÜABC', 'Ä'],
    ['٣٤٥٦٧٨', '٣'],
    ['ßABCD', 'ß'],
    ['🍕K7QX4', '🍕'],
  ])('names the character of %j that no code has', (text, character) => {
    expect(readCode(text)).toEqual({ wrong: 'character', character });
  });
});
