// The page: what its buttons do, and what it says.

import { Call, Problem, openMicrophone } from './call.js';
import { Meters } from './meters.js';
import { Recordings, clock } from './recordings.js';
import { Statistics } from './statistics.js';
import { Watch } from './watch.js';

const WORDS = {
  idle: 'Not connected',
  asking: 'Asking for the microphone…',
  connecting: 'Connecting…',
  connected: 'Connected',
  interrupted: 'Interrupted, trying to get back…',
  failed: 'Not connected',
  closed: 'Call ended',
};

const byId = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const answer = byId('answer');

const meters = new Meters();
const recordings = new Recordings();
const statistics = new Statistics(showStatistics);
const watch = new Watch();

let state = 'idle';
let call = null;
let context = null;
let remoteStream = null;
let connectedAt = 0;
let ticker = 0;

function showState(next) {
  state = next;
  const line = byId('state');
  line.dataset.state = next;
  line.textContent = WORDS[next] + (next === 'connected' && !call.settings.stream ? ', listening only' : '');
  const calling = next === 'asking' || next === 'connecting' || next === 'connected' || next === 'interrupted';
  const hadFocus = document.activeElement;
  byId('connect').hidden = calling;
  byId('disconnect').hidden = !calling;
  byId('mute').hidden = !calling || !call?.settings.stream;
  byId('options').inert = calling;
  if (hadFocus === byId('connect') && calling) byId('disconnect').focus();
  if (hadFocus === byId('disconnect') && !calling) byId('connect').focus();
}

function showProblem(problem) {
  byId('problem').hidden = !problem;
  byId('problem-text').textContent = problem?.message ?? '';
  byId('listen').hidden = problem?.kind !== 'no-microphone';
}

function showStatistics(numbers) {
  byId('round-trip').textContent = numbers.roundTrip;
  byId('jitter').textContent = numbers.jitter;
  byId('loss-in').textContent = numbers.lossIn;
  byId('loss-out').textContent = numbers.lossOut;
  byId('concealed').textContent = numbers.concealed;
  byId('buffer').textContent = numbers.buffer;
}

async function connect({ listenOnly = false } = {}) {
  showProblem(null);
  const room = byId('room').value.trim();
  if (!byId('room').checkValidity()) {
    showProblem(new Problem('usage', 'A room’s name is made of letters, digits, dots, dashes and underscores.'));
    byId('options').open = true;
    byId('room').focus();
    return;
  }
  // Made here because browsers let sound begin only from a click.
  context ??= new AudioContext();
  context.resume();
  let stream = null;
  if (!listenOnly) {
    showState('asking');
    try {
      stream = await openMicrophone({ deviceId: byId('microphone').value, processing: byId('processing').checked });
    } catch (problem) {
      if (state === 'asking') {
        showState('idle');
        showProblem(problem);
      }
      return;
    }
    if (state !== 'asking') {   // disconnected while the browser was asking
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    listMicrophones();
  }
  call = new Call({ room, name: byId('name').value.trim(), stream, onState, onTrack, onProblem });
  showState('connecting');
  meters.start();
  if (stream) {
    meters.outgoing.listen(context, stream);
    setMuted(false);
  }
  await call.start();
}

async function disconnect() {
  if (state === 'asking') {
    showState('idle');
  }
  await call?.close();
}

function onState(next) {
  showState(next);
  if (next === 'connected' && !ticker) {
    connectedAt = performance.now();
    byId('clock').hidden = false;
    ticker = setInterval(tick, 1000);
    tick();
  }
  if (next === 'closed' || next === 'failed') {
    clearInterval(ticker);
    ticker = 0;
    answer.srcObject = null;
    remoteStream = null;
    meters.stop();
    statistics.clear();
    byId('clock').hidden = true;
    byId('unblock').hidden = true;
    refreshRecordings();
  }
}

function onTrack(stream) {
  remoteStream = stream;
  answer.srcObject = stream;
  meters.incoming.listen(context, stream);
  playAnswer();
}

function onProblem(problem) {
  showProblem(problem);
}

/** Browsers hold sound back until the page was touched: then a button asks for the touch. */
async function playAnswer() {
  context.resume();
  try {
    await answer.play();
    byId('unblock').hidden = true;
  } catch (error) {
    byId('unblock').hidden = error.name !== 'NotAllowedError';
  }
}

function tick() {
  byId('clock').textContent = clock((performance.now() - connectedAt) / 1000);
  statistics.update(call.pc).catch(() => {});
}

/** At once, and again when the server has surely finished the file. */
function refreshRecordings() {
  setTimeout(() => recordings.refresh(), 300);
  setTimeout(() => recordings.refresh(), 2500);
}

function setMuted(muted) {
  call.settings.stream.getAudioTracks().forEach((track) => { track.enabled = !muted; });
  byId('mute').setAttribute('aria-pressed', String(muted));
  byId('mute').textContent = muted ? 'Microphone is muted' : 'Mute microphone';
}

async function listMicrophones() {
  const devices = await navigator.mediaDevices?.enumerateDevices?.() ?? [];
  const select = byId('microphone');
  const chosen = select.value;
  const options = devices
    .filter((device) => device.kind === 'audioinput' && device.deviceId && device.deviceId !== 'default')
    .map((device, i) => new Option(device.label || `Microphone ${i + 1}`, device.deviceId));
  select.replaceChildren(new Option('Default', ''), ...options);
  select.value = options.some((option) => option.value === chosen) ? chosen : '';
}

/** Two views, one page: a call goes on while its caller watches. */
function showView() {
  const watching = location.hash === '#watch';
  byId('call').hidden = watching;
  byId('watch').hidden = !watching;
  byId(watching ? 'tab-watch' : 'tab-call').setAttribute('aria-current', 'page');
  byId(watching ? 'tab-call' : 'tab-watch').removeAttribute('aria-current');
  window.scrollTo(0, 0);
  if (watching) {
    watch.start();
  } else {
    watch.stop();
    meters.draw();
  }
}

window.addEventListener('hashchange', showView);
byId('connect').addEventListener('click', () => connect());
byId('listen').addEventListener('click', () => connect({ listenOnly: true }));
byId('disconnect').addEventListener('click', disconnect);
byId('unblock').addEventListener('click', playAnswer);
byId('mute').addEventListener('click', () =>
  setMuted(byId('mute').getAttribute('aria-pressed') !== 'true'));
navigator.mediaDevices?.addEventListener?.('devicechange', listMicrophones);
window.addEventListener('pagehide', () => call?.closeOnLeaving());

// ?room=…&name=…&processing=off&autoconnect
byId('room').value = query.get('room') ?? '';
byId('name').value = query.get('name') ?? '';
byId('processing').checked = query.get('processing') !== 'off';
byId('options').open = query.has('room');

window.antiphon = {
  get pc() { return call?.pc ?? null; },
  get id() { return call?.id ?? null; },
  get state() { return state; },
  get context() { return context; },
  get remoteStream() { return remoteStream; },
  get levels() { return { outgoing: meters.outgoing.db, incoming: meters.incoming.db }; },
  get watch() { return watch; },
  async getStats() { return call ? [...(await call.pc.getStats()).values()] : []; },
};

showView();
recordings.refresh();
listMicrophones();
if (query.has('autoconnect')) {
  connect();
}
