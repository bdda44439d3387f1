// A WHIP and WHEP client in plain JavaScript (RFC 9725), as a page of anybody's would have it.
window.WhipSession = class {
  statuses = [];
  #held = [];

  constructor(endpoint, token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  #fetch(url, method, headers, body) {
    return fetch(url, { method, body, headers: { Authorization: `Bearer ${this.token}`, ...headers } });
  }

  async open(track) {
    const pc = (this.pc = new RTCPeerConnection());
    pc.onicecandidate = ({ candidate }) => this.#trickle(candidate);
    pc.addTransceiver(track ?? 'audio', { direction: track ? 'sendonly' : 'recvonly' });
    const offer = await pc.createOffer();
    await pc.setLocalDescription(offer);
    const headers = { 'Content-Type': 'application/sdp' };
    const reply = await this.#fetch(this.endpoint, 'POST', headers, offer.sdp);
    if (reply.status !== 201) {
      return { status: reply.status, body: await reply.text() };
    }
    this.location = new URL(reply.headers.get('Location'), this.endpoint).href;
    this.etag = reply.headers.get('ETag');
    await pc.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
    this.#release();
    return { status: 201, location: this.location, etag: this.etag };
  }

  // Candidates wait while there is no tag to send them under.
  #trickle(candidate) {
    if (this.etag) {
      this.#patch([candidate], this.etag).then((reply) => this.statuses.push(reply.status));
    } else {
      this.#held.push(candidate);
    }
  }

  #release() {
    const held = this.#held;
    this.#held = [];
    held.forEach((candidate) => this.#trickle(candidate));
  }

  #patch(candidates, match) {
    const own = this.pc.localDescription.sdp;
    const lines = candidates.map((each) => (each?.candidate ? `a=${each.candidate}` : 'a=end-of-candidates'));
    const fragment = [
      `a=ice-ufrag:${value(own, 'ice-ufrag')}`,
      `a=ice-pwd:${value(own, 'ice-pwd')}`,
      'm=audio 9 UDP/TLS/RTP/SAVPF 0',
      `a=mid:${value(own, 'mid')}`,
      ...lines,
    ];
    const headers = { 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': match };
    return this.#fetch(this.location, 'PATCH', headers, fragment.join('\r\n') + '\r\n');
  }

  async restart() {
    const before = this.etag;
    const old = this.pc.remoteDescription.sdp;
    this.etag = null;
    await this.pc.setLocalDescription(await this.pc.createOffer({ iceRestart: true }));
    const reply = await this.#patch([], '*');
    if (reply.status !== 200) {
      return { status: reply.status, body: await reply.text() };
    }
    const fragment = await reply.text();
    const answer =
      old
        .replace(/^a=(candidate:.*|end-of-candidates)\r\n/gm, '')
        .replace(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${value(fragment, 'ice-ufrag')}`)
        .replace(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${value(fragment, 'ice-pwd')}`) +
      fragment
        .split('\r\n')
        .filter((line) => /^a=(candidate:|end-of-candidates)/.test(line))
        .map((line) => line + '\r\n')
        .join('');
    await this.pc.setRemoteDescription({ type: 'answer', sdp: answer });
    this.etag = reply.headers.get('ETag');
    this.#release();
    const late = await this.#patch([null], before);
    return { status: 200, before, etag: this.etag, late: late.status };
  }

  async count(type, member) {
    const all = [...(await this.pc.getStats()).values()];
    return all.find((each) => each.type === type && each.kind === 'audio')?.[member] ?? 0;
  }

  async end() {
    const reply = await this.#fetch(this.location, 'DELETE', {});
    this.pc.close();
    return reply.status;
  }
};

function value(sdp, name) {
  return new RegExp(`^a=${name}:(.*)$`, 'm').exec(sdp)[1].trim();
}
