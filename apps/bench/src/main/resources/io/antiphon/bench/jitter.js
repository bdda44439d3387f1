// Answers a call, and keeps what it hears: pieces of 100 ms of 16-bit samples, each with the page's
// time of its first sample.
(async () => {
  const RATE_HZ = 48000;
  const EAR = `
    registerProcessor('ear', class extends AudioWorkletProcessor {
      constructor() { super(); this.begin(); }
      begin() { this.pcm = new Int16Array(4864); this.length = 0; this.offsets = []; this.first = currentFrame; }
      process([[channel]]) {
        this.offsets.push(Date.now() + 0.5 - 1000 * currentFrame / sampleRate);
        for (let i = 0; i < 128; i++) {
          const sample = channel ? channel[i] : 0;
          this.pcm[this.length++] = Math.max(-32768, Math.min(32767, Math.round(32768 * sample)));
        }
        if (this.length === this.pcm.length) {
          this.offsets.sort((a, b) => a - b);
          const offset = this.offsets[this.offsets.length >> 1];
          this.port.postMessage({ pcm: this.pcm, at: offset + 1000 * this.first / sampleRate });
          this.begin();
          this.first += 128;
        }
        return true;
      }
    });`;
  // Only who may use the microphone is given addresses of this machine.
  await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: 'interactive' });
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([EAR], { type: 'text/javascript' })));
  const ear = new AudioWorkletNode(context, 'ear', { channelCount: 1, channelCountMode: 'explicit' });
  ear.connect(context.destination);
  window.pieces = [];
  ear.port.onmessage = ({ data }) => window.pieces.push(data);

  const connection = new RTCPeerConnection();
  connection.ontrack = ({ track }) => {
    const heard = new MediaStream([track]);
    // Chromium gives Web Audio a remote track only while an element plays it too.
    window.element = Object.assign(new Audio(), { muted: true, srcObject: heard });
    window.element.play();
    context.createMediaStreamSource(heard).connect(ear);
  };
  window.answer = async (sdp) => {
    await connection.setRemoteDescription({ type: 'offer', sdp });
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== 'complete') await new Promise((go) => setTimeout(go, 20));
    return connection.localDescription.sdp;
  };
  window.counts = async () => {
    const report = await connection.getStats();
    return [...report.values()].find((each) => each.type === 'inbound-rtp') ?? {};
  };
  window.times = () => window.pieces.map((piece) => piece.at);
  window.heard = (from, to) => {
    const text = [];
    window.pieces.slice(from, to).forEach(({ pcm }) => {
      text.push(String.fromCharCode(...new Uint8Array(pcm.buffer)));
    });
    return btoa(text.join(''));
  };
  window.ear = ear;
  return true;
})()
