// Where places of a map lie on the page: what is in sight, in a frame.

/** What part of the map is in sight: the place in its middle, and how many times it is enlarged. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const wholeMap: Sight = { x: 0.5, y: 0.5, zoom: 1 };

const MOST_ZOOM = 400;
/** CSS pixels around the map, for what its axes are called, and of the whole. */
const MARGIN = { left: 72, right: 16, top: 16, bottom: 42 };
export const HIGH = 560;

/** Places in [0, 1]² as CSS pixels from the upper left corner of the canvas, and back. */
export class MapFrame {
  readonly left: number = MARGIN.left;
  readonly top: number = MARGIN.top;
  readonly across: number;
  readonly up: number = HIGH - MARGIN.top - MARGIN.bottom;

  /** @param width - CSS pixels of the canvas */
  constructor(
    readonly width: number,
    readonly sight: Sight,
  ) {
    this.across = Math.max(1, width - MARGIN.left - MARGIN.right);
  }

  get middle(): readonly [number, number] {
    return [this.left + this.across / 2, this.top + this.up / 2];
  }
  xOf(place: number): number {
    return this.left + this.across * ((place - this.sight.x) * this.sight.zoom + 0.5);
  }
  yOf(place: number): number {
    return this.top + this.up * (0.5 - (place - this.sight.y) * this.sight.zoom);
  }
  placeX(x: number): number {
    return ((x - this.left) / this.across - 0.5) / this.sight.zoom + this.sight.x;
  }
  placeY(y: number): number {
    return (0.5 - (y - this.top) / this.up) / this.sight.zoom + this.sight.y;
  }

  contains(x: number, y: number): boolean {
    return x > this.left && x < this.left + this.across && y > this.top && y < this.top + this.up;
  }

  /** The sight from so many pixels further left and up, as if the map were drawn along. */
  draggedBy(dx: number, dy: number): Sight {
    const { x, y, zoom } = this.sight;
    return { zoom, x: x - dx / this.across / zoom, y: y + dy / this.up / zoom };
  }

  /** The sight from nearer by a factor, what lies at a point staying where it is. */
  nearer(factor: number, [x, y]: readonly [number, number] = this.middle): Sight {
    const { sight } = this;
    const zoom = Math.max(1, Math.min(MOST_ZOOM, sight.zoom * factor));
    const keep = 1 - sight.zoom / zoom;
    if (zoom === 1) return wholeMap;
    return {
      zoom,
      x: sight.x + (this.placeX(x) - sight.x) * keep,
      y: sight.y + (this.placeY(y) - sight.y) * keep,
    };
  }
}
