// What getStats says of the line, as numbers a person can read.

const WINDOW = 10;              // seconds over which loss and concealment are told

function snapshot(report) {
  const seen = { inbound: null, outbound: null, remoteInbound: null, pair: null };
  report.forEach((stat) => {
    if (stat.type === 'inbound-rtp' && stat.kind === 'audio') seen.inbound = stat;
    if (stat.type === 'outbound-rtp' && stat.kind === 'audio') seen.outbound = stat;
    if (stat.type === 'remote-inbound-rtp' && stat.kind === 'audio') seen.remoteInbound = stat;
    if (stat.type === 'transport' && stat.selectedCandidatePairId) {
      seen.pair = report.get(stat.selectedCandidatePairId) ?? null;
    }
  });
  return seen;
}

/** 0.0123 → "12 ms". */
export const ms = (seconds) => (seconds === undefined ? '–' : `${(seconds * 1000).toFixed(seconds < 0.01 ? 1 : 0)} ms`);
/** 1 of 200 → "0.5 %". */
export const percent = (part, whole) => (whole > 0 ? `${Math.max(0, (100 * part) / whole).toFixed(1)} %` : '–');

export class Statistics {
  constructor(show) {
    this.show = show;
    this.clear();
  }

  clear() {
    this.past = [];
    this.show({ roundTrip: '–', jitter: '–', lossIn: '–', lossOut: '–', concealed: '–', buffer: '–' });
  }

  /** Call once a second while connected. */
  async update(pc) {
    const now = snapshot(await pc.getStats());
    this.past.push(now);
    if (this.past.length > WINDOW) this.past.shift();
    const then = this.past[0];
    const { inbound } = now;
    const since = (member) => (inbound?.[member] ?? 0) - (then.inbound?.[member] ?? 0);
    const roundTrip = now.remoteInbound?.roundTripTime ?? now.pair?.currentRoundTripTime;
    const lost = since('packetsLost');
    const emitted = since('jitterBufferEmittedCount');
    this.show({
      roundTrip: ms(roundTrip),
      jitter: ms(inbound?.jitter),
      lossIn: percent(lost, lost + since('packetsReceived')),
      lossOut: now.remoteInbound?.fractionLost === undefined ? '–' : percent(now.remoteInbound.fractionLost, 1),
      concealed: percent(since('concealedSamples'), since('totalSamplesReceived')),
      buffer: emitted > 0 ? ms(since('jitterBufferDelay') / emitted) : '–',
    });
  }
}
