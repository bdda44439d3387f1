// The second view: everybody who is here, and how it goes, once a second.

import { request } from './call.js';
import { Graph } from './graph.js';
import { clock } from './recordings.js';
import { ms, percent } from './statistics.js';
import { Tapes } from './tapes.js';

const EVERY_MS = 1000;
const NO_ROOMS_MS = 60000;      // a server that knows no rooms is not asked each second
const FLOOR_DB = -60;

const byId = (id) => document.getElementById(id);

function make(tag, className, ...content) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...content);
  return element;
}

/** Quality in the words of ITU-T G.109. */
function inWords(mos) {
  if (mos >= 4.34) return 'best';
  if (mos >= 4.03) return 'high';
  if (mos >= 3.6) return 'medium';
  if (mos >= 3.1) return 'low';
  return 'poor';
}

class Level {
  constructor(label, side) {
    this.fill = document.createElement('i');
    this.bar = make('div', `meter ${side}`, this.fill);
    this.bar.setAttribute('role', 'meter');
    this.bar.setAttribute('aria-label', label);
    this.bar.setAttribute('aria-valuemin', FLOOR_DB);
    this.bar.setAttribute('aria-valuemax', 0);
    this.text = make('span', 'quiet');
    this.element = make('div', 'level', make('span', '', label), this.bar, this.text);
    this.show(undefined);
  }

  show(level) {
    const db = Math.max(FLOOR_DB, 20 * Math.log10((level ?? 0) + 1e-9));
    const silent = db <= FLOOR_DB;
    this.fill.style.transform = `scaleX(${(1 - db / FLOOR_DB).toFixed(3)})`;
    const shown = silent ? 'silent' : `${db.toFixed(0).replace('-', '−')} dB`;
    this.text.textContent = level === undefined ? '–' : shown;
    this.bar.setAttribute('aria-valuenow', db.toFixed(0));
    this.bar.setAttribute('aria-valuetext', silent ? 'silent' : `${db.toFixed(0)} decibels`);
  }
}

class PeerCard {
  constructor(peer) {
    this.id = peer.id;
    this.past = null;
    this.state = make('span', 'state');
    this.name = make('h3', '');
    this.about = make('p', 'quiet');
    this.quality = make('p', 'quality');
    this.says = new Level('Says', 'out');
    this.hears = new Level('Hears', 'in');
    this.jitter = new Graph('Jitter', 'ms', 10, ['line out']);
    this.loss = new Graph('Lost, made up', '%', 5, ['line lost', 'line in']);
    this.roundTrip = new Graph('Round trip', 'ms', 20, ['line out']);
    this.buffer = new Graph('Held in the buffer', 'ms', 100, ['line in']);
    this.graphs = [this.jitter, this.loss, this.roundTrip, this.buffer];
    this.element = make('li', 'peer',
      make('div', 'who', make('div', '', this.name, this.about), make('div', 'how', this.state, this.quality)),
      make('div', 'levels', this.says.element, this.hears.element),
      make('div', 'graphs', ...this.graphs.map((graph) => graph.element)));
    this.element.dataset.peer = peer.id;
  }

  show(peer, stats) {
    const seconds = (Date.now() - Date.parse(peer.since)) / 1000;
    this.name.textContent = peer.name || `Peer ${peer.id.slice(0, 8)}`;
    const recording = peer.recording?.state === 'failed' ? `recording failed: ${peer.recording.error}`
      : peer.recording?.state === 'recording' ? 'being recorded' : 'not recorded';
    this.about.textContent = [peer.room ? `in ${peer.room}` : 'in no room',
      `here for ${clock(Math.max(0, seconds))}`, recording, ...(peer.name ? [peer.id.slice(0, 8)] : [])].join(' · ');
    this.about.title = peer.id;
    this.state.textContent = peer.connectionState;
    this.state.dataset.state = peer.connectionState;
    this.#measure(stats ?? []);
  }

  #measure(stats) {
    const first = (type) => stats.find((stat) => stat.type === type);
    const inbound = first('inbound-rtp');
    const roundTrip = first('remote-inbound-rtp')?.roundTripTime ?? first('candidate-pair')?.currentRoundTripTime;
    this.says.show(inbound?.audioLevel);
    this.hears.show(first('media-source')?.audioLevel);
    const mos = inbound?.mos;
    this.quality.textContent = mos === undefined ? '' : `MOS ${mos.toFixed(1)}, ${inWords(mos)}`;
    this.quality.title = mos === undefined ? '' : `E-model R ${inbound.rFactor.toFixed(0)} of 93 over the last ten seconds`;

    const past = this.past ?? inbound;
    const grown = (member) => Math.max(0, (inbound?.[member] ?? 0) - (past?.[member] ?? 0));
    const lost = grown('packetsLost');
    const expected = lost + grown('packetsReceived');
    // Who is only recorded has no jitter buffer, but what is missing is made up all the same.
    const live = inbound?.jitterBufferEmittedCount !== undefined;
    const made = live ? grown('concealedSamples') - grown('silentConcealedSamples') : grown('recorderSamplesLost');
    const heard = live ? grown('totalSamplesReceived') : grown('recorderSamplesEmitted');
    const emitted = grown('jitterBufferEmittedCount');
    const held = emitted > 0 ? grown('jitterBufferDelay') / emitted : undefined;
    const share = (part, whole) => (whole > 0 ? (100 * part) / whole : null);
    this.jitter.add([inbound ? 1000 * inbound.jitter : null], ms(inbound?.jitter));
    this.loss.add([share(lost, expected), share(made, heard)], `${percent(lost, expected)}, ${percent(made, heard)}`);
    this.roundTrip.add([1000 * roundTrip], ms(roundTrip));
    this.buffer.add([1000 * held], inbound && !live ? 'only recorded' : ms(held));
    this.past = inbound ?? null;
  }
}

export class Watch {
  constructor() {
    this.cards = new Map();
    this.tapes = new Tapes();
    this.watching = false;
    this.timer = 0;
    this.total = null;
    this.roomsAt = -Infinity;
    document.addEventListener('visibilitychange', () => this.#goOn());
  }

  start() {
    this.watching = true;
    this.#goOn();
  }

  stop() {
    this.watching = false;
    clearTimeout(this.timer);
  }

  /** For tests and the curious: each peer's series. */
  get series() {
    return Object.fromEntries([...this.cards].map(([id, card]) =>
      [id, Object.fromEntries(['jitter', 'loss', 'roundTrip', 'buffer'].map((name) => [name, card[name].series]))]));
  }

  #goOn() {
    clearTimeout(this.timer);
    if (this.watching && !document.hidden && !this.asking) {
      this.#look();
    }
  }

  async #look() {
    this.asking = true;
    const begun = performance.now();
    try {
      const [{ peers }, stats] = await Promise.all(['peers', 'stats'].map(async (path) => (await request('GET', path)).json()));
      this.#showPeers(peers, stats.peers);
      this.#showTotal(stats.total);
      this.#showRooms(peers, await this.#rooms());
      await this.tapes.refresh(peers);
      this.#say('');
    } catch (problem) {
      this.total = null;
      this.#say(problem.message);
    } finally {
      this.asking = false;
    }
    clearTimeout(this.timer);
    if (this.watching && !document.hidden) {
      this.timer = setTimeout(() => this.#look(), Math.max(200, EVERY_MS - (performance.now() - begun)));
    }
  }

  #say(words) {
    if (byId('watch-note').textContent !== words) byId('watch-note').textContent = words;
  }

  /** Null where the server does not know: then the peers themselves say where they are. */
  async #rooms() {
    if (performance.now() - this.roomsAt < NO_ROOMS_MS) {
      return null;
    }
    try {
      return (await (await request('GET', 'rooms')).json()).rooms;
    } catch {
      this.roomsAt = performance.now();
      return null;
    }
  }

  #showPeers(peers, stats) {
    const here = new Set(peers.map((peer) => peer.id));
    for (const [id, card] of this.cards) {
      if (!here.has(id)) {
        card.element.remove();
        this.cards.delete(id);
      }
    }
    for (const peer of peers) {
      let card = this.cards.get(peer.id);
      if (!card) {
        card = new PeerCard(peer);
        this.cards.set(peer.id, card);
        byId('peers').append(card.element);
      }
      card.show(peer, stats[peer.id]?.stats);
    }
    byId('peers-note').hidden = peers.length > 0;
  }

  #showTotal(total) {
    const past = this.total;
    const now = performance.now();
    const perSecond = (member) => (past
      ? `${Math.round((total[member] - past.total[member]) / ((now - past.at) / 1000))} /s` : '–');
    byId('total-peers').textContent = total.connected;
    byId('total-in').textContent = perSecond('packetsReceived');
    byId('total-out').textContent = perSecond('packetsSent');
    byId('total-lost').textContent = total.packetsLost.toLocaleString();
    byId('total-mos').textContent = total.mosMean === undefined ? '–' : total.mosMean.toFixed(1);
    byId('total-skipped').textContent = total.loop.skippedSlots.toLocaleString();
    this.total = { total, at: now };
  }

  #showRooms(peers, told) {
    const names = new Map(peers.map((peer) => [peer.id, peer.name || peer.id.slice(0, 8)]));
    const rooms = told ?? [...new Set(peers.map((peer) => peer.room).filter(Boolean))].map((name) =>
      ({ name, peers: peers.filter((peer) => peer.room === name).map((peer) => peer.id) }));
    byId('rooms').replaceChildren(...rooms.map((room) => make('li', 'room',
      make('strong', '', room.name),
      make('span', 'quiet', room.peers.map((id) => names.get(id) ?? id.slice(0, 8)).join(', ')))));
    byId('rooms-note').hidden = rooms.length > 0;
  }
}
