/** A box on a photo: drawn, moved, and resized by keys. Pure; all in shares of the photo. */
import type { Region } from '../../main/engine/contract/search.ts';

export type Point = { readonly x: number; readonly y: number };

/** Smaller ones were a slip of the finger. */
const leastSide = 0.02;
const step = 0.02;

export const middleArea: Region = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

/** Null where it is too small to be meant. */
export function areaBetween(from: Point, to: Point): Region | null {
  const [left, right] = [clamp(Math.min(from.x, to.x)), clamp(Math.max(from.x, to.x))];
  const [top, bottom] = [clamp(Math.min(from.y, to.y)), clamp(Math.max(from.y, to.y))];
  const [width, height] = [right - left, bottom - top];
  return Math.min(width, height) < leastSide ? null : { left, top, width, height };
}

/** Arrows move it, with `resize` its right and lower edge; undefined for another key. */
export function areaAfterKey(area: Region, key: string, resize: boolean): Region | undefined {
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  const move = moves[key];
  if (move === undefined) return undefined;
  const [across, down] = move;
  const { left, top, width, height } = area;
  if (resize) {
    return {
      left,
      top,
      width: within(width + across, leastSide, 1 - left),
      height: within(height + down, leastSide, 1 - top),
    };
  }
  return {
    left: within(left + across, 0, 1 - width),
    top: within(top + down, 0, 1 - height),
    width,
    height,
  };
}

/** A small photo is enlarged no further than this. */
export const mostEnlarged = 2;

/** Where a photo of that size lies in a box that it is fitted into, in pixels of the box. */
export function fittedInto(
  photo: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
): { left: number; top: number; width: number; height: number } {
  const scale = Math.min(mostEnlarged, box.width / photo.width, box.height / photo.height);
  const [width, height] = [photo.width * scale, photo.height * scale];
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}

const clamp = (value: number) => within(value, 0, 1);

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
