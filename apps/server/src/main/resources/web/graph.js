// A small graph over time, drawn as SVG.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 120;              // points kept: two minutes, one a second
const HEIGHT = 40;

/** The next of 1, 2, 5, 10, 20, 50 … above. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((step) => step * power >= value * 0.999) * power;
}

export class Graph {
  /**
   * @param {string} label what it shows; of several lines, divided by commas
   * @param {string} unit such as ms
   * @param {number} floor the least that its height stands for, so that noise stays small
   * @param {string[]} lines a CSS class for each line
   */
  constructor(label, unit, floor, lines) {
    this.label = label;
    this.unit = unit;
    this.floor = floor;
    this.series = lines.map(() => []);

    this.element = document.createElement('div');
    this.element.className = 'graph';
    const name = document.createElement('p');
    name.className = 'quiet';
    if (lines.length === 1) {
      name.textContent = label;
    } else {
      label.split(', ').forEach((part, i) => {
        const key = document.createElement('span');
        key.className = `key ${lines[i]}`;
        key.textContent = part;
        name.append(key, ' ');
      });
    }
    this.value = document.createElement('p');
    this.value.className = 'value';
    this.svg = document.createElementNS(SVG, 'svg');
    this.svg.setAttribute('viewBox', `0 0 ${WIDTH - 1} ${HEIGHT}`);
    this.svg.setAttribute('preserveAspectRatio', 'none');
    this.svg.setAttribute('role', 'img');
    this.paths = lines.map((line) => {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', line);
      this.svg.append(path);
      return path;
    });
    this.scale = document.createElement('span');
    this.scale.className = 'scale';
    const plot = document.createElement('div');
    plot.className = 'plot';
    plot.append(this.svg, this.scale);
    this.element.append(name, this.value, plot);
  }

  /** @param {(number|null)[]} points one for each line; null where there is nothing to show */
  add(points, text) {
    points.forEach((point, i) => {
      this.series[i].push(Number.isFinite(point) ? point : null);
      if (this.series[i].length > WIDTH) this.series[i].shift();
    });
    const known = this.series.flat().filter((point) => point !== null);
    const largest = Math.max(this.floor, ...known);
    const top = roundUp(largest);
    this.scale.textContent = known.length > 0 ? `${+top.toPrecision(2)} ${this.unit}` : '';
    this.value.textContent = text;
    this.paths.forEach((path, i) => path.setAttribute('d', this.#trace(this.series[i], top)));
    this.svg.setAttribute('aria-label', known.length === 0
      ? `${this.label}: nothing to show`
      : `${this.label}: now ${text}, at most ${+Math.max(...known).toPrecision(2)} ${this.unit} in the last ${known.length} s`);
  }

  /** The newest point is at the right edge. */
  #trace(series, top) {
    let trace = '';
    let drawing = false;
    series.forEach((point, i) => {
      if (point === null) {
        drawing = false;
        return;
      }
      const x = WIDTH - series.length + i;
      const y = HEIGHT - 1 - (HEIGHT - 3) * Math.max(0, Math.min(1, point / top));
      trace += `${drawing ? 'L' : 'M'}${x} ${y.toFixed(1)}`;
      if (!drawing) trace += `h0.01`;   // a point alone is a dot
      drawing = true;
    });
    return trace;
  }
}
