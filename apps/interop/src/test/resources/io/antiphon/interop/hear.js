// Captures what the page hears: (seconds, done), done({rateHz, pcm}) with 16-bit little-endian samples in base64.
const [seconds, done] = arguments;
const { context, remoteStream } = window.antiphon;
const tap = `registerProcessor('tap', class extends AudioWorkletProcessor {
  process([input]) {
    if (input.length > 0) this.port.postMessage(input[0].slice());
    return true;
  }
});`;
(async () => {
  if (!window.tapped) {
    await context.audioWorklet.addModule('data:text/javascript,' + encodeURIComponent(tap));
    window.tapped = true;
  }
  const source = context.createMediaStreamSource(remoteStream);
  const node = new AudioWorkletNode(context, 'tap', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  const pcm = new Int16Array(Math.round(seconds * context.sampleRate));
  let filled = 0;
  await new Promise((full) => {
    node.port.onmessage = ({ data }) => {
      for (const sample of data) {
        if (filled < pcm.length) pcm[filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
      }
      if (filled === pcm.length) full();
    };
    source.connect(node);
  });
  source.disconnect();
  const bytes = new Uint8Array(pcm.buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  done({ rateHz: context.sampleRate, pcm: btoa(text) });
})();
