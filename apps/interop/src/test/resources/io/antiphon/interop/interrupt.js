// Ends what is pushed to this page's peer: (done), done({status, millis}) with how long it was heard on from then,
// by the clock of the sound itself: to the last block of the page's track that was not silent.
const [done] = arguments;
const { context, remoteStream, id } = window.antiphon;
const AUDIBLE = 0.02;
const QUIET_SECONDS = 0.5;
const LIMIT_SECONDS = 10;
const peaks = `registerProcessor('peaks', class extends AudioWorkletProcessor {
  process([input]) {
    const peak = input.length > 0 ? input[0].reduce((most, each) => Math.max(most, Math.abs(each)), 0) : 0;
    this.port.postMessage({ peak, until: currentTime + 128 / sampleRate });
    return true;
  }
});`;
(async () => {
  await context.audioWorklet.addModule('data:text/javascript,' + encodeURIComponent(peaks));
  const source = context.createMediaStreamSource(remoteStream);
  const node = new AudioWorkletNode(context, 'peaks', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  let audibleUntil = 0;
  let now = 0;
  node.port.onmessage = ({ data }) => {
    now = data.until;
    if (data.peak > AUDIBLE) audibleUntil = now;
  };
  source.connect(node);
  while (audibleUntil === 0) await new Promise((go) => setTimeout(go, 5));
  const begun = context.currentTime;
  const { status } = await fetch(`/peers/${id}/audio`, { method: 'DELETE' });
  while (now < audibleUntil + QUIET_SECONDS && now < begun + LIMIT_SECONDS) {
    await new Promise((go) => setTimeout(go, 5));
  }
  source.disconnect();
  done({ status, millis: 1000 * (audibleUntil - begun) });
})();
