// The shape of a recording, read from its WAV file as PCM, a piece at a time.

const HEADER_BYTES = 4096;
const WHOLE_BYTES = 16e6;       // above this a file is looked at in places only
const PLACES = 96;
const PLACE_BYTES = 16384;
const PEAKS_PER_SECOND = 50;

async function bytes(url, from, to) {
  const response = await fetch(url, { headers: { Range: `bytes=${from}-${to ?? ''}` }, cache: 'no-store' });
  if (response.status === 416) return new ArrayBuffer(0);
  if (response.status !== 206) throw new Error(`status ${response.status}`);
  return response.arrayBuffer();
}

/** What the chunks at the start of the file say; only 16-bit PCM, which is what the server writes. */
function header(view) {
  const word = (at) => String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));
  let format = null;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at + 4, true);
    if (word(at) === 'fmt ') {
      format = { channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true), bits: view.getUint16(at + 22, true) };
    } else if (word(at) === 'data' && format) {
      return { ...format, start: at + 8 };
    }
    at += 8 + length + (length & 1);
  }
  return null;
}

export class Waveform {
  constructor(url, label) {
    this.url = url;
    this.label = label;
    this.peaks = [];            // 0 to 1, evenly over what was read
    this.format = null;
    this.read = 0;              // bytes so far
    this.played = 0;            // 0 to 1
    this.busy = false;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'waveform';
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', `Waveform of ${label}`);
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** Reads what is new since the last time; the file may still grow. */
  async update(fileBytes) {
    if (this.busy || (this.format && fileBytes <= this.read)) {
      return;
    }
    this.busy = true;
    try {
      if (!this.format) {
        this.format = header(new DataView(await bytes(this.url, 0, HEADER_BYTES - 1)));
        if (!this.format || this.format.bits !== 16) return;
        this.read = this.format.start;
      }
      if (fileBytes - this.read > WHOLE_BYTES) {
        await this.#readInPlaces(fileBytes);
      } else {
        await this.#readOn();
      }
      this.canvas.dataset.peaks = this.peaks.length;
      this.draw();
    } catch (error) {
      console.warn(`${this.label} could not be read: ${error.message}`);
    } finally {
      this.busy = false;
    }
  }

  async #readOn() {
    const { channels, rate } = this.format;
    const per = Math.round(rate / PEAKS_PER_SECOND) * channels;
    const samples = new Int16Array(await this.#even(this.read));
    const whole = Math.floor(samples.length / per);
    for (let i = 0; i < whole; i++) {
      this.peaks.push(peak(samples, i * per, (i + 1) * per));
    }
    this.read += 2 * per * whole;
    // A last piece of less than 20 ms waits until it is whole, or for ever.
  }

  async #even(from) {
    const buffer = await bytes(this.url, from);
    return buffer.byteLength % 2 === 0 ? buffer : buffer.slice(0, -1);
  }

  async #readInPlaces(fileBytes) {
    const { start, channels } = this.format;
    const block = 2 * channels;
    const step = (fileBytes - start - PLACE_BYTES) / (PLACES - 1);
    const peaks = [];
    for (let i = 0; i < PLACES; i++) {
      const from = start + Math.floor((i * step) / block) * block;
      const samples = new Int16Array(await bytes(this.url, from, from + PLACE_BYTES - 1));
      peaks.push(peak(samples, 0, samples.length));
    }
    this.peaks = peaks;
    this.read = fileBytes;
  }

  show(played) {
    this.played = played;
    this.draw();
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === 0) return;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const pen = this.canvas.getContext('2d');
    const style = getComputedStyle(this.canvas);
    pen.clearRect(0, 0, width, height);
    const step = 3 * ratio;
    const bars = Math.floor(width / step);
    for (let i = 0; i < bars; i++) {
      const from = Math.floor((i * this.peaks.length) / bars);
      const to = Math.max(from + 1, Math.floor(((i + 1) * this.peaks.length) / bars));
      let loudest = 0;
      for (let j = from; j < to && j < this.peaks.length; j++) loudest = Math.max(loudest, this.peaks[j]);
      const tall = Math.max(ratio, loudest * height * 0.96);
      pen.fillStyle = style.getPropertyValue(i / bars < this.played ? '--in' : '--out');
      pen.fillRect(i * step, (height - tall) / 2, 2 * ratio, tall);
    }
  }
}

function peak(samples, from, to) {
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(samples[i]));
  return largest / 32768;
}
