// Calls the server that this page is from, and times each click from the microphone to the speaker.
(async () => {
  const THRESHOLD = 1 / 8;
  const PAUSE_MS = 300;
  const LONGEST_MS = 700;
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext({ sampleRate: 48000, latencyHint: 'interactive' });
  const both = context.createChannelMerger(2);
  const tap = context.createScriptProcessor(512, 2, 1);
  both.connect(tap);
  tap.connect(context.destination);
  context.createMediaStreamSource(microphone).connect(both, 0, 0);

  const connection = new RTCPeerConnection();
  microphone.getTracks().forEach((track) => connection.addTrack(track, microphone));
  connection.ontrack = ({ track }) => {
    const heard = new MediaStream([track]);
    // Chromium gives Web Audio a remote track only while an element plays it too.
    window.element = Object.assign(new Audio(), { muted: true, srcObject: heard });
    window.element.play();
    context.createMediaStreamSource(heard).connect(both, 0, 1);
  };
  window.delays = [];
  window.missed = 0;
  const last = [-Infinity, -Infinity];
  let waiting = null;
  tap.onaudioprocess = ({ inputBuffer, playbackTime }) => {
    const sides = [inputBuffer.getChannelData(0), inputBuffer.getChannelData(1)];
    for (let i = 0; i < inputBuffer.length; i++) {
      const now = 1000 * (playbackTime + i / inputBuffer.sampleRate);
      sides.forEach((side, ear) => {
        if (Math.abs(side[i]) <= THRESHOLD) return;
        const begins = now - last[ear] > PAUSE_MS;
        last[ear] = now;
        if (begins && ear === 0) {
          window.missed += waiting === null ? 0 : 1;
          waiting = now;
        } else if (begins && waiting !== null) {
          window.delays.push(now - waiting);
          waiting = null;
        }
      });
      if (waiting !== null && now - waiting > LONGEST_MS) {
        window.missed++;
        waiting = null;
      }
    }
  };
  await connection.setLocalDescription();
  while (connection.iceGatheringState !== 'complete') await new Promise((go) => setTimeout(go, 20));
  const reply = await fetch('offer', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(connection.localDescription),
  });
  await connection.setRemoteDescription(await reply.json());
  while (connection.connectionState !== 'connected') await new Promise((go) => setTimeout(go, 20));
  window.connection = connection;
  window.tap = tap;
  return true;
})()
