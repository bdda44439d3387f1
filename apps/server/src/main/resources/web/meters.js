// How loud each side is: two bars, and the last seconds of both as a duet.

const FLOOR_DB = -60;
const HISTORY = 128;
const COLUMN_MS = 80;
const SPOKEN_MS = 1000;         // how often assistive technology may hear of it

/** The level of one stream, in dBFS. */
class Voice {
  constructor(bar, text) {
    this.bar = bar;
    this.fill = bar.querySelector('i');
    this.text = text;
    this.history = new Float32Array(HISTORY);
    this.silence();
  }

  listen(context, stream) {
    this.silence();
    this.source = context.createMediaStreamSource(stream);
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 2048;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source.connect(this.analyser);
  }

  silence() {
    this.source?.disconnect();
    this.source = null;
    this.analyser = null;
    this.db = FLOOR_DB;
    this.shown = 0;
    this.columnPeak = 0;
  }

  /** Reads the analyser, and lets the bar rise at once and fall gently. */
  measure() {
    let power = 0;
    if (this.analyser) {
      this.analyser.getFloatTimeDomainData(this.samples);
      for (const sample of this.samples) power += sample * sample;
      power /= this.samples.length;
    }
    this.db = Math.max(FLOOR_DB, 10 * Math.log10(power + 1e-12));
    const height = 1 - this.db / FLOOR_DB;
    this.shown = Math.max(height, this.shown - 0.02);
    this.columnPeak = Math.max(this.columnPeak, height);
  }

  nextColumn() {
    this.history.copyWithin(0, 1);
    this.history[HISTORY - 1] = this.columnPeak;
    this.columnPeak = 0;
  }

  speak() {
    const silent = this.db <= FLOOR_DB;
    const shown = silent ? 'silent' : `${this.db.toFixed(0).replace('-', '−')} dB`;
    this.text.textContent = this.analyser ? shown : '–';
    this.bar.setAttribute('aria-valuenow', this.db.toFixed(0));
    this.bar.setAttribute('aria-valuetext', silent ? 'silent' : `${this.db.toFixed(0)} decibels`);
  }
}

export class Meters {
  constructor() {
    const byId = (id) => document.getElementById(id);
    this.outgoing = new Voice(byId('level-out'), byId('text-out'));
    this.incoming = new Voice(byId('level-in'), byId('text-in'));
    this.voices = [this.outgoing, this.incoming];
    this.canvas = byId('duet');
    this.still = window.matchMedia('(prefers-reduced-motion: reduce)');
    this.running = false;
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  start() {
    if (!this.running) {
      this.running = true;
      this.lastColumn = this.lastSpoken = performance.now();
      requestAnimationFrame((now) => this.#frame(now));
    }
  }

  stop() {
    this.running = false;
    this.voices.forEach((voice) => {
      voice.silence();
      voice.fill.style.transform = 'scaleX(0)';
      voice.speak();
    });
    this.draw();
  }

  #frame(now) {
    if (!this.running) {
      return;
    }
    for (const voice of this.voices) {
      voice.measure();
      voice.fill.style.transform = `scaleX(${voice.shown.toFixed(3)})`;
    }
    if (now - this.lastColumn >= (this.still.matches ? SPOKEN_MS : COLUMN_MS)) {
      this.lastColumn = now;
      this.voices.forEach((voice) => voice.nextColumn());
      this.draw();
    }
    if (now - this.lastSpoken >= SPOKEN_MS) {
      this.lastSpoken = now;
      this.voices.forEach((voice) => voice.speak());
    }
    requestAnimationFrame((next) => this.#frame(next));
  }

  /** You above the line, the answer below it, now at the right edge. */
  draw() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const pen = this.canvas.getContext('2d');
    const style = getComputedStyle(this.canvas);
    pen.clearRect(0, 0, width, height);
    const step = width / HISTORY;
    const middle = height / 2;
    const bar = Math.max(1, step * 0.6);
    this.voices.forEach((voice, side) => {
      pen.fillStyle = style.getPropertyValue(side === 0 ? '--out' : '--in');
      for (let i = 0; i < HISTORY; i++) {
        const tall = Math.max(ratio, voice.history[i] * (middle - 3 * ratio));
        pen.globalAlpha = 0.25 + 0.75 * (i / HISTORY);
        pen.fillRect(i * step, side === 0 ? middle - ratio - tall : middle + ratio, bar, tall);
      }
    });
    pen.globalAlpha = 1;
  }
}
