import { describe, expect, it } from 'vitest';
import { joinClip, number, numbers, positions, range, shape, wordOrClass } from '../../src/cli/options.js';

describe('the value of an option', () => {
  it.each([
    ['0.03', 0.03],
    ['8/255', 8 / 255],
    ['1e-3', 1e-3],
    ['.5', 0.5],
    ['0', 0],
  ])('%s is a number', (text, value) => {
    expect(number({ least: 0 })(text, '--eps')).toBe(value);
  });

  it.each(['', 'x', '1,2', '0x10', 'Infinity', '1e999', '1/0', '1/2/3', '-1', 'NaN'])("'%s' is no radius", (text) => {
    expect(() => number({ least: 0 })(text, '--eps')).toThrow(`--eps is '${text}'`);
  });

  it('is a list', () => {
    expect(numbers({})('0.485, -1,1/2', '--mean')).toEqual([0.485, -1, 0.5]);
  });

  it('is a range', () => {
    expect(range()('-1,1', '--clip')).toEqual({ lower: -1, upper: 1 });
  });

  it('is a set of positions, however many', () => {
    expect(positions()('7, 0-999999999', '--indices')).toEqual([
      { first: 7, last: 7 },
      { first: 0, last: 999999999 },
    ]);
  });

  it('is a shape', () => {
    expect([shape()('1,3,32,32', '--shape'), shape()('1x3', '--shape')]).toEqual([
      [1, 3, 32, 32],
      [1, 3],
    ]);
  });

  it('is a word or a class', () => {
    const target = wordOrClass(['all', 'random']);
    expect([target('random', '--target'), target('7', '--target')]).toEqual(['random', 7]);
  });
});

describe('--clip', () => {
  it.each([
    [
      ['certify', '--clip', '0', '1', 'm.onnx'],
      ['certify', '--clip', '0,1', 'm.onnx'],
    ],
    [
      ['--clip', '-1', '1/2'],
      ['--clip', '-1,1/2'],
    ],
    [
      ['--clip', '0,1', 'm.onnx'],
      ['--clip', '0,1', 'm.onnx'],
    ],
    [
      ['--clip', '0', '--json'],
      ['--clip', '0', '--json'],
    ],
    [['--clip'], ['--clip']],
  ])('%j is read as %j', (given, read) => {
    expect(joinClip(given)).toEqual(read);
  });
});
