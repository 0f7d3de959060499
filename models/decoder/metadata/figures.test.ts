import { expect, test } from 'vitest';
import { exposureOf, nameCamera, nameLens, placeOf, ratingOf, specifiedLens } from './figures.ts';

test.each([
  ['Canon', 'Canon EOS 40D', 'Canon EOS 40D'],
  ['NIKON CORPORATION', 'NIKON D70', 'NIKON D70'],
  ['EASTMAN KODAK COMPANY', 'KODAK CX7530', 'KODAK CX7530'],
  ['Apple', 'iPhone 15', 'Apple iPhone 15'],
  ['samsung', 'SM-G930F', 'samsung SM-G930F'],
  ['', 'DiMAGE Z3', 'DiMAGE Z3'],
  ['SONY', '', 'SONY'],
  ['', '', null],
  ['Fuji', 'Fujica 9', 'Fuji Fujica 9'],
])('nameCamera(%j, %j)', (make, model, expected) => {
  expect(nameCamera(make, model)).toBe(expected);
});

test.each([
  ['EF24-105mm f/4L IS USM', 'EF24-105mm f/4L IS USM'],
  ['  100.0 mm   f/2.8 ', '100.0 mm f/2.8'],
  ['Summicron', 'Summicron'],
  ['----', null],
  ['0.0 mm f/0.0', null],
  ['Unknown (255)', null],
  ['65535', null],
  ['', null],
])('nameLens(%j)', (text, expected) => {
  expect(nameLens(text)).toBe(expected);
});

test.each([
  [[28, 300, 3.5, 5.6], '28-300 mm f/3.5-5.6'],
  [[50, 50, 1.8, 1.8], '50 mm f/1.8'],
  [[24, 70, 2.8, 2.8], '24-70 mm f/2.8'],
  [[4.2, 4.2, Number.NaN, Number.NaN], '4.2 mm'],
  [[0, 0, 0, 0], null],
  [[], null],
])('specifiedLens(%j)', (numbers, expected) => {
  expect(specifiedLens(numbers)).toBe(expected);
});

test('figures that no camera can have had are missing', () => {
  const broken = exposureOf({
    focalLengthMm: 0,
    equivalentFocalLengthMm: Number.POSITIVE_INFINITY,
    fNumber: -2,
    exposureSeconds: Number.NaN,
    iso: 1e12,
  });
  expect(Object.values(broken)).toEqual([null, null, null, null, null]);
});

test.each([
  [3, Number.NaN, 3],
  [0, Number.NaN, 0],
  [-1, Number.NaN, 0],
  [2.6, Number.NaN, 3],
  [6, Number.NaN, null],
  [Number.NaN, 1, 1],
  [Number.NaN, 25, 2],
  [Number.NaN, 99, 5],
  [Number.NaN, Number.NaN, null],
])('ratingOf(%j, %j)', (stars, percent, expected) => {
  expect(ratingOf(stars, percent)).toBe(expected);
});

test.each([
  [43.46744833333334, 11.885126666, 43.4674483, 11.8851267],
  [-33.5, -70.25, -33.5, -70.25],
  [0, 9, 0, 9],
  [0, 0, null, null],
  [91, 9, null, null],
  [9, Number.NaN, null, null],
])('placeOf(%j, %j)', (latitude, longitude, north, east) => {
  expect(placeOf(latitude, longitude)).toEqual({ latitude: north, longitude: east });
});
