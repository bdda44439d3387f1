// The list of what the server has recorded.

import { request } from './call.js';

const SHOWN_AT_FIRST = 5;

const byId = (id) => document.getElementById(id);

/** 75.4 → "1:15". */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** 1250000 → "1.3 MB". */
export function size(bytes) {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}

/** The time in a name such as b7f3_20261120T101530Z.wav, or null. */
export function timeOf(name) {
  const found = /(\d{4})-?(\d\d)-?(\d\d)[T_-]?(\d\d)[-:]?(\d\d)[-:]?(\d\d)/.exec(name);
  return found ? new Date(Date.UTC(found[1], found[2] - 1, ...found.slice(3, 7).map(Number))) : null;
}

function item(recording) {
  const url = `recordings/${encodeURIComponent(recording.name)}`;
  const time = timeOf(recording.name);
  const entry = document.createElement('li');

  const title = document.createElement('p');
  title.className = 'title';
  title.textContent = time
    ? time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
    : recording.name;

  const about = document.createElement('p');
  about.className = 'quiet';
  about.textContent = [recording.name, clock(recording.seconds ?? 0), size(recording.bytes ?? 0)].join(' · ');

  const player = document.createElement('audio');
  player.controls = true;
  player.preload = 'none';
  player.src = url;
  player.setAttribute('aria-label', `Recording ${recording.name}`);

  const link = document.createElement('a');
  link.href = url;
  link.download = recording.name;
  link.textContent = 'Download';
  link.setAttribute('aria-label', `Download ${recording.name}`);

  const heading = document.createElement('div');
  heading.className = 'heading';
  heading.append(title, link);
  entry.append(heading, about, player);
  return entry;
}

export class Recordings {
  constructor() {
    this.all = false;
    byId('refresh').addEventListener('click', () => this.refresh());
    byId('more').addEventListener('click', () => {
      this.all = true;
      this.refresh();
    });
  }

  async refresh() {
    const note = byId('recordings-note');
    try {
      const { recordings } = await (await request('GET', 'recordings')).json();
      const order = (recording) => timeOf(recording.name)?.getTime() ?? 0;
      recordings.sort((a, b) => order(b) - order(a));
      const shown = this.all ? recordings : recordings.slice(0, SHOWN_AT_FIRST);
      byId('recordings').replaceChildren(...shown.map(item));
      byId('more').hidden = shown.length === recordings.length;
      byId('more').textContent = `Show all ${recordings.length}`;
      note.textContent = recordings.length === 0 ? 'Nothing yet: each call is recorded, and listed here when it ends.' : '';
    } catch (problem) {
      note.textContent = `The list could not be had. ${problem.message}`;
    }
  }
}
