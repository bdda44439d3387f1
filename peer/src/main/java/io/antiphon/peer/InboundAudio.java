package io.antiphon.peer;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.repair.RedReader;
import io.antiphon.rtp.stream.RtpReceiver;
import org.jspecify.annotations.Nullable;

/**
 * What one transceiver receives: the packets of its source, decoded for those who listen live and
 * for those who record.
 *
 * <p>The two go their own ways, each with its own decoder, and only where somebody is at the end.
 */
final class InboundAudio {
  /** What a packet of comfort noise is taken to last; it goes on until the next packet. */
  private static final int NOISE_TICKS = 160;

  private final Transceiver transceiver;
  private final AudioConfig config;
  private final DevicePace pace;
  private @Nullable RtpReceiver receiver;
  private @Nullable LivePlayout live;
  private @Nullable RecordedReading recorded;
  private @Nullable CodecParameters codec;
  private final InboundWatch watch = new InboundWatch();
  private @Nullable RedReader redundant;
  private @Nullable InboundRepair repair;
  private final InboundKeys keys;
  private boolean comesAgain;
  private long undecodable;

  InboundAudio(Transceiver transceiver, AudioConfig config, DevicePaces paces) {
    this.transceiver = transceiver;
    this.config = config;
    pace = new DevicePace(paces, transceiver.receiver()::deviceClock, this::playSteps);
    keys = new InboundKeys(transceiver.receiver());
  }

  Transceiver transceiver() {
    return transceiver;
  }

  /** Counts of the source that is heard now; null before the first packet. */
  @Nullable RtpReceiver receiver() {
    return receiver;
  }

  /** The codec of the newest packet; null before the first. */
  @Nullable CodecParameters codec() {
    return codec;
  }

  /** The live way; null while nobody listens. */
  @Nullable LivePlayout live() {
    return live;
  }

  /** The recorded way; null while nobody records. */
  @Nullable RecordedReading recorded() {
    return recorded;
  }

  /** Of the decoder whose output is judged: that of the live way, else of the recorded one. */
  @Nullable PlayoutWatch playout() {
    LivePlayout current = live;
    RecordedReading reading = recorded;
    return current != null ? current.watch() : reading == null ? null : reading.watch();
  }

  InboundWatch watch() {
    return watch;
  }

  MediaTotals totals() {
    return watch.totals(InboundWatch.present(receiver, live, recorded, undecodable));
  }

  /** Packets whose payload no decoder takes. */
  long undecodable() {
    return undecodable;
  }

  /** What of it is asked for again; null where that was not agreed on. */
  @Nullable InboundRepair repair() {
    return repair;
  }

  /** For how long a missing packet would be of use: the file waits longer than the ear. */
  long patienceNanos() {
    LivePlayout playing = live;
    if (recorded != null) {
      return config.recorderPatience().toNanos();
    }
    return playing == null
        ? 0
        : (long) (1e9 * playing.buffer().delayTicks() / playing.sampleRateHz());
  }

  /** Takes a packet that its receiver has accepted. */
  void receive(long nowNanos, RtpPacket packet, RtpReceiver from) {
    NegotiatedAudio negotiated = transceiver.negotiated();
    if (negotiated == null) {
      undecodable++;
      return;
    }
    AuxiliaryFormats auxiliary = negotiated.auxiliary();
    if (auxiliary.retransmission().rtx() == packet.payloadType()) {
      receiveAgain(nowNanos, packet);
      return;
    }
    InboundRepair following = InboundRepair.of(repair, from, auxiliary.retransmission());
    repair = following;
    comesAgain = following != null && following.onPacket(nowNanos, packet);
    if (auxiliary.events().isEvent(packet.payloadType())) {
      receiveEvent(nowNanos, packet, from, auxiliary.events());
    } else if (auxiliary.red() == packet.payloadType()) {
      receiveRedundant(nowNanos, packet, from);
    } else {
      receive(nowNanos, packet, from, false);
    }
  }

  private void receiveEvent(
      long nowNanos, RtpPacket packet, RtpReceiver from, EventFormats formats) {
    if (!keys.receive(packet)) {
      undecodable++;
      return;
    }
    CodecParameters current = codec;
    if (receiver != from
        || current == null
        || formats.beside(current.codec().clockRateHz()) != packet.payloadType()) {
      return; // of another clock than the audio: where it stands in it cannot be told
    }
    LivePlayout playing = live;
    if (playing != null) {
      playing.insertEvent(nowNanos, packet, keys.durationTicks(), keys.isEnd());
    }
    RecordedReading reading = recorded;
    if (reading != null) {
      reading.insertEvent(nowNanos, packet, keys.durationTicks(), keys.isEnd());
      reading.read(nowNanos);
    }
  }

  private void receiveAgain(long nowNanos, RtpPacket retransmission) {
    InboundRepair current = repair;
    RtpReceiver of = receiver;
    if (current == null || of == null) {
      return; // of a stream that has not begun
    }
    try {
      RtpPacket restored = current.restore(nowNanos, retransmission);
      if (of.lastArrival().isUsable()) {
        comesAgain = true;
        receive(nowNanos, restored, of, false);
      }
    } catch (RtpFormatException e) {
      undecodable++;
    }
  }

  private void receiveRedundant(long nowNanos, RtpPacket packet, RtpReceiver from) {
    RedReader reader = redundant;
    if (reader == null) {
      reader = new RedReader();
      redundant = reader;
    }
    try {
      int copies = reader.read(packet) - 1;
      int sequenceNumber = packet.sequenceNumber();
      receive(nowNanos, reader.plain(copies, sequenceNumber), from, copies > 0);
      int before = 0;
      for (int i = copies - 1; i >= 0; i--) {
        // Which packet it is a copy of is not said: the one whose end this one's beginning is.
        RtpPacket copy = reader.plain(i, sequenceNumber - copies + i);
        int ticks = reader.timestampOffset(i) - before;
        if (ticks != durationOfCopy(reader.payloadType(i), copy)) {
          return;
        }
        before = reader.timestampOffset(i);
        receiveCopy(nowNanos, copy, ticks);
      }
    } catch (RtpFormatException e) {
      undecodable++;
    }
  }

  private int durationOfCopy(int payloadType, RtpPacket copy) {
    CodecParameters current = codec;
    return current != null && current.payloadType() == payloadType
        ? current.codec().durationTicks(copy)
        : 0;
  }

  private void receiveCopy(long nowNanos, RtpPacket copy, int ticks) {
    if (ticks <= 0) {
      return;
    }
    LivePlayout playing = live;
    if (playing != null) {
      playing.insertCopy(nowNanos, copy, ticks);
    }
    RecordedReading reading = recorded;
    if (reading != null) {
      reading.insertCopy(nowNanos, copy, ticks);
      reading.read(nowNanos);
    }
  }

  private void receive(long nowNanos, RtpPacket packet, RtpReceiver from, boolean withCopies) {
    NegotiatedAudio negotiated = transceiver.negotiated();
    CodecParameters parameters =
        negotiated == null ? null : negotiated.codecOf(packet.payloadType(), codec);
    if (parameters == null) {
      undecodable++;
      return;
    }
    boolean noise = packet.payloadType() == AudioCodec.COMFORT_NOISE;
    int ticks = noise ? NOISE_TICKS : parameters.codec().durationTicks(packet);
    if (ticks <= 0) {
      undecodable++;
      return;
    }
    boolean otherCodec = codec != null && codec.codec() != parameters.codec();
    if (receiver != from || otherCodec) {
      startOver(from, otherCodec);
    }
    codec = parameters;
    RemoteTrack track = transceiver.receiver();
    track.receive(nowNanos, packet, ticks);
    if (track.isHeardLive()) {
      LivePlayout playing = live(parameters);
      if (comesAgain) {
        playing.insertCopy(nowNanos, packet, ticks); // it is late because we asked, not by nature
      } else {
        playing.insert(nowNanos, packet, ticks, withCopies);
      }
    }
    if (track.isRecorded()) {
      RecordedReading reading = recorded(parameters, parameters.codec().channels(packet));
      reading.insert(nowNanos, packet, ticks);
      reading.read(nowNanos);
    }
  }

  private void startOver(RtpReceiver from, boolean otherCodec) {
    watch.keep(InboundWatch.present(receiver, null, null, 0));
    receiver = from;
    closeLive();
    if (otherCodec && recorded != null) {
      recorded.finish();
      forgetRecorded();
    }
  }

  private void closeLive() {
    if (live != null) {
      watch.keep(InboundWatch.present(null, live, null, 0));
      live.close();
      live = null;
    }
  }

  private void forgetRecorded() {
    RecordedReading reading = recorded;
    if (reading != null) {
      watch.keep(InboundWatch.present(null, null, reading, 0));
      reading.close();
      recorded = null;
    }
  }

  private LivePlayout live(CodecParameters parameters) {
    LivePlayout current = live;
    if (current == null) {
      current =
          new LivePlayout(
              transceiver.receiver(),
              parameters.codec(),
              config.jitterConfig(parameters.codec().clockRateHz()));
      live = current;
    }
    return current;
  }

  private RecordedReading recorded(CodecParameters parameters, int channels) {
    RecordedReading current = recorded;
    if (current == null) {
      current =
          new RecordedReading(
              transceiver.receiver(), parameters.codec(), channels, config.recorderPatience());
      recorded = current;
    }
    return current;
  }

  private void playSteps(long nowNanos, int steps) {
    LivePlayout current = live;
    if (current != null) {
      current.playSteps(nowNanos, steps);
    }
  }

  /** Plays the audio of one slot of the media clock to those who listen live. */
  void play(long nowNanos, int slots) {
    LivePlayout current = live;
    int own = pace.onSlots(slots);
    if (current != null && own > 0) {
      current.play(nowNanos, own);
    }
    RemoteTrack track = transceiver.receiver();
    RecordedReading reading = recorded;
    if (reading != null) {
      reading.read(nowNanos);
      if (!track.isRecorded()) {
        forgetRecorded(); // who records next hears nothing of what nobody wanted
      }
    } else {
      track.dropFinishing();
    }
    if (track.isAnybodyLeaving()) {
      track.letGo();
      if (!track.isHeardLive()) {
        closeLive();
      }
    }
  }

  /** No more will come: what is still waiting is read out, and all sinks are told the end. */
  void end() {
    RecordedReading reading = recorded;
    if (reading != null) {
      reading.finish();
      forgetRecorded();
    }
    closeLive();
    pace.close();
    transceiver.receiver().end();
  }
}
