// The recordings of the second view: waveform, player, download.

import { request } from './call.js';
import { clock, size, timeOf } from './recordings.js';
import { Waveform } from './waveform.js';

const SHOWN_AT_FIRST = 6;
const EVERY_MS = 4000;

const byId = (id) => document.getElementById(id);

function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

class Tape {
  constructor(recording) {
    const url = `recordings/${encodeURIComponent(recording.name)}`;
    const time = timeOf(recording.name);
    this.element = make('li', 'tape');
    const heading = make('div', 'heading');
    heading.append(make('p', 'title', time
      ? time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) : recording.name));
    const link = make('a', '', 'Download');
    link.href = url;
    link.download = recording.name;
    link.setAttribute('aria-label', `Download ${recording.name}`);
    heading.append(link);
    this.about = make('p', 'quiet');
    this.waveform = new Waveform(url, recording.name);
    this.player = make('audio', '');
    this.player.controls = true;
    this.player.preload = 'none';
    this.player.src = url;
    this.player.setAttribute('aria-label', `Recording ${recording.name}`);
    this.player.addEventListener('timeupdate', () => this.#follow());
    this.waveform.canvas.addEventListener('click', (event) => this.#seek(event));
    this.element.append(heading, this.about, this.waveform.canvas, this.player);
    this.seen = false;
    new IntersectionObserver((entries, observer) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        this.seen = true;
        observer.disconnect();
        this.waveform.update(this.bytes);
      }
    }, { rootMargin: '600px' }).observe(this.element);
  }

  show(recording, running) {
    this.bytes = recording.bytes;
    this.seconds = recording.seconds;
    this.about.textContent = [recording.name, clock(recording.seconds ?? 0), size(recording.bytes ?? 0),
      ...(running ? ['still recording'] : [])].join(' · ');
    // The length that a player reads of a file that still grows would soon be wrong.
    if (!running && this.player.preload === 'none') this.player.preload = 'metadata';
    if (this.seen) this.waveform.update(recording.bytes);
  }

  #follow() {
    const { currentTime, duration } = this.player;
    this.waveform.show(currentTime / (Number.isFinite(duration) && duration > 0 ? duration : this.seconds));
  }

  /** A click into the waveform plays from there; the keyboard has the player for that. */
  async #seek(event) {
    const box = this.waveform.canvas.getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width;
    await this.player.play().catch(() => {});
    this.player.currentTime = place * (this.player.duration || this.seconds || 0);
  }
}

export class Tapes {
  constructor() {
    this.byName = new Map();
    this.all = false;
    this.askedAt = -Infinity;
    byId('more-tapes').addEventListener('click', () => {
      this.all = true;
      this.askedAt = -Infinity;
      this.refresh([]);
    });
  }

  /** @param {object[]} peers as GET /peers lists them, for which recordings still grow */
  async refresh(peers) {
    if (performance.now() - this.askedAt < EVERY_MS) {
      return;
    }
    this.askedAt = performance.now();
    const { recordings } = await (await request('GET', 'recordings')).json();
    const begun = (recording) => timeOf(recording.name)?.getTime() ?? 0;
    recordings.sort((a, b) => begun(b) - begun(a));
    const shown = this.all ? recordings : recordings.slice(0, SHOWN_AT_FIRST);
    const running = new Set(peers.filter((peer) => peer.recording?.state === 'recording').map((peer) => peer.recording.file));
    const list = byId('tapes');
    const names = new Set(shown.map((recording) => recording.name));
    for (const [name, tape] of this.byName) {
      if (!names.has(name)) {
        tape.element.remove();
        this.byName.delete(name);
      }
    }
    shown.forEach((recording, i) => {
      let tape = this.byName.get(recording.name);
      if (!tape) {
        tape = new Tape(recording);
        this.byName.set(recording.name, tape);
      }
      // Moved only when it must be: moving stops a player.
      if (list.children[i] !== tape.element) list.insertBefore(tape.element, list.children[i] ?? null);
      tape.show(recording, running.has(recording.name));
    });
    byId('more-tapes').hidden = shown.length === recordings.length;
    byId('more-tapes').textContent = `Show all ${recordings.length}`;
    byId('tapes-note').textContent = recordings.length === 0 ? 'Nothing yet.' : '';
    byId('tapes-note').hidden = recordings.length > 0;
  }
}
