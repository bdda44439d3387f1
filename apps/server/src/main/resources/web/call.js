// One call: the peer connection and its signaling.

/** A failure in words that a person can use; `kind` tells what the page may offer next. */
export class Problem extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

const RESTART_AFTER_MS = 3000;
const MAX_RESTARTS = 5;
const REQUEST_TIMEOUT_MS = 15000;

/** Sends a request; whatever goes wrong becomes a Problem. */
export async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch (cause) {
    throw new Problem('server-gone', 'The server does not answer. Is it still running?');
  }
  if (response.ok) {
    return response;
  }
  const problem = await response.json().catch(() => ({}));
  const reason = [problem.title, problem.detail].filter(Boolean).join(': ') || `status ${response.status}`;
  throw new Problem(response.status === 404 ? 'unknown' : 'refused', `The server refused: ${reason}.`);
}

/**
 * Asks for the microphone.
 *
 * @throws {Problem} in words, when the browser gives none
 */
export async function openMicrophone({ deviceId, processing }) {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Problem('no-microphone', window.isSecureContext
      ? 'This browser gives pages no microphone. You can still listen.'
      : 'Browsers give the microphone only to pages that come by https or from localhost, and this one '
        + 'does not. You can still listen.');
  }
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        deviceId: deviceId ? { exact: deviceId } : undefined,
        echoCancellation: processing,
        noiseSuppression: processing,
        autoGainControl: processing,
      },
    });
  } catch (error) {
    throw new Problem('no-microphone', microphoneProblem(error));
  }
}

function microphoneProblem(error) {
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'The microphone was refused. Allow it in the browser’s site settings and connect again, or listen only.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No microphone was found. Plug one in and connect again, or listen only.';
    case 'NotReadableError':
    case 'AbortError':
      return 'The microphone could not be opened; another program may hold it. You can still listen.';
    default:
      return `The microphone could not be opened (${error.name}). You can still listen.`;
  }
}

export class Call {
  /**
   * @param {object} settings room and name (may be empty), stream (the microphone's, or null to listen only),
   *     onState(state), onTrack(stream), onProblem(problem)
   */
  constructor(settings) {
    this.settings = settings;
    this.id = null;
    this.state = 'connecting';
    this.pc = new RTCPeerConnection();
    this.waiting = [];          // candidates that the server may not know of yet
    this.negotiating = true;
    this.sending = Promise.resolve();
    this.restarts = 0;
    this.restartTimer = 0;

    const { stream } = settings;
    if (stream) {
      stream.getAudioTracks().forEach((track) => this.pc.addTrack(track, stream));
    } else {
      this.pc.addTransceiver('audio', { direction: 'recvonly' });
    }
    this.pc.addEventListener('track', ({ track, streams }) =>
      settings.onTrack(streams[0] ?? new MediaStream([track])));
    this.pc.addEventListener('icecandidate', ({ candidate }) => this.#trickle(candidate));
    this.pc.addEventListener('connectionstatechange', () => this.#connectionChanged());
  }

  async start() {
    try {
      await this.#negotiate({});
    } catch (error) {
      this.#fail(error instanceof Problem ? error
        : new Problem('refused', `The call could not be set up: ${error.message}`));
    }
  }

  /** Ends the call and tells the server; the promise is kept when the server knows, or cannot be told. */
  async close() {
    if (this.state === 'closed') {
      return;
    }
    this.#release('closed');
    await this.#hangUp();
  }

  /** For a page that is going away: the request outlives it. */
  closeOnLeaving() {
    if (this.state !== 'closed') {
      this.#release('closed');
      this.#hangUp();
    }
  }

  async #hangUp() {
    if (this.id) {
      const path = `peers/${encodeURIComponent(this.id)}`;
      await fetch(path, { method: 'DELETE', keepalive: true }).catch(() => {});
    }
  }

  async #negotiate(options) {
    this.negotiating = true;
    await this.pc.setLocalDescription(await this.pc.createOffer(options));
    const { room, name } = this.settings;
    const offer = { type: 'offer', sdp: this.pc.localDescription.sdp };
    if (this.id) {
      offer.id = this.id;
    } else {
      if (room) offer.room = room;
      if (name) offer.name = name;
    }
    const answer = await (await request('POST', 'offer', offer)).json();
    this.id = answer.id;
    if (this.#ended) {
      await this.#hangUp();     // ended while the server was being asked
      return;
    }
    await this.pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    this.negotiating = false;
    this.waiting.splice(0).forEach((candidate) => this.#send(candidate));
  }

  get #ended() {
    return this.state === 'closed' || this.state === 'failed';
  }

  #trickle(candidate) {
    if (candidate?.candidate === '') {
      return;                   // the end of one media section; null follows as the end of all
    }
    const shape = candidate && {
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid,
      sdpMLineIndex: candidate.sdpMLineIndex,
    };
    if (this.negotiating) {
      this.waiting.push(shape);
    } else {
      this.#send(shape);
    }
  }

  /** One after the other, so that the end of the candidates arrives last. */
  #send(candidate) {
    this.sending = this.sending.then(async () => {
      if (!this.#ended) {
        await request('POST', 'ice-candidate', { id: this.id, candidate })
          .catch((problem) => console.warn(problem.message));
      }
    });
  }

  #connectionChanged() {
    if (this.#ended) {
      return;
    }
    switch (this.pc.connectionState) {
      case 'connected':
        clearTimeout(this.restartTimer);
        this.restarts = 0;
        this.#become('connected');
        break;
      case 'disconnected':
        this.#become('interrupted');
        this.#restartIn(RESTART_AFTER_MS);
        break;
      case 'failed':
        if (this.state === 'connecting') {
          this.#fail(new Problem('ice', 'No way to the server was found: the page reaches it, the audio (UDP) does not. '
            + 'A firewall between here and there may be the reason.'));
        } else {
          this.#become('interrupted');
          this.#restartIn(0);
        }
        break;
      default:
    }
  }

  #restartIn(delayMs) {
    clearTimeout(this.restartTimer);
    this.restartTimer = setTimeout(() => this.#restart(), delayMs);
  }

  /** RFC 8445 section 9: new credentials and checks, the same call. */
  async #restart() {
    if (this.state !== 'interrupted') {
      return;
    }
    if (this.restarts++ >= MAX_RESTARTS) {
      this.#fail(new Problem('ice', 'The connection was lost and could not be found again.'));
      return;
    }
    try {
      if (this.pc.signalingState === 'have-local-offer') {
        await this.pc.setLocalDescription({ type: 'rollback' });
      }
      await this.#negotiate({ iceRestart: true });
    } catch (problem) {
      if (problem.kind === 'unknown') {
        this.#fail(new Problem('ended', 'The server has ended the call.'));
        return;
      }
      if (this.restarts >= MAX_RESTARTS) {
        this.#fail(problem);
        return;
      }
    }
    if (this.state === 'interrupted') {
      this.#restartIn(RESTART_AFTER_MS);
    }
  }

  #fail(problem) {
    if (!this.#ended) {
      this.#release('failed');
      this.#hangUp();
      this.settings.onProblem(problem);
    }
  }

  #release(state) {
    clearTimeout(this.restartTimer);
    this.pc.close();
    this.settings.stream?.getTracks().forEach((track) => track.stop());
    this.#become(state);
  }

  #become(state) {
    if (this.state !== state) {
      this.state = state;
      this.settings.onState(state);
    }
  }
}
