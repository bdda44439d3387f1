package io.antiphon.peer;

import io.antiphon.codec.AudioDecoder;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.g711.G711Decoder;
import io.antiphon.codec.g711.G711Law;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusPacket;
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
  private long undecodable;

  InboundAudio(Transceiver transceiver, AudioConfig config, DevicePaces paces) {
    this.transceiver = transceiver;
    this.config = config;
    pace = new DevicePace(paces, transceiver.receiver()::deviceClock, this::playSteps);
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

  /** Takes a packet that its receiver has accepted. */
  void receive(long nowNanos, RtpPacket packet, RtpReceiver from) {
    NegotiatedAudio negotiated = transceiver.negotiated();
    if (negotiated != null && negotiated.auxiliary().red() == packet.payloadType()) {
      receiveRedundant(nowNanos, packet, from);
    } else {
      receive(nowNanos, packet, from, false);
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
        ? durationTicks(current.codec(), copy)
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
    CodecParameters parameters = codecOf(packet.payloadType());
    if (parameters == null) {
      undecodable++;
      return;
    }
    boolean noise = packet.payloadType() == AudioCodec.COMFORT_NOISE;
    int ticks = noise ? NOISE_TICKS : durationTicks(parameters.codec(), packet);
    if (ticks <= 0) {
      undecodable++;
      return;
    }
    boolean otherClock =
        codec != null && codec.codec().clockRateHz() != parameters.codec().clockRateHz();
    if (receiver != from || otherClock) {
      startOver(from, otherClock);
    }
    codec = parameters;
    RemoteTrack track = transceiver.receiver();
    track.receive(nowNanos, packet, ticks);
    if (track.isHeardLive()) {
      live(parameters).insert(nowNanos, packet, ticks, withCopies);
    }
    if (track.isRecorded()) {
      RecordedReading reading = recorded(parameters, channels(parameters.codec(), packet));
      reading.insert(nowNanos, packet, ticks);
      reading.read(nowNanos);
    }
  }

  private void startOver(RtpReceiver from, boolean otherClock) {
    watch.keep(InboundWatch.present(receiver, null, null, 0));
    receiver = from;
    closeLive();
    if (otherClock && recorded != null) {
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

  private @Nullable CodecParameters codecOf(int payloadType) {
    NegotiatedAudio negotiated = transceiver.negotiated();
    if (negotiated != null) {
      for (int i = 0; i < negotiated.codecs().size(); i++) {
        CodecParameters each = negotiated.codecs().get(i);
        if (each.payloadType() == payloadType) {
          return each;
        }
      }
      CodecParameters current = codec;
      if (payloadType == AudioCodec.COMFORT_NOISE && negotiated.comfortNoise()) {
        return current != null && current.codec() != AudioCodec.OPUS ? current : negotiated.g711();
      }
    }
    return null;
  }

  /** What the packet lasts in ticks of its RTP clock; 0 if it is malformed or empty. */
  private static int durationTicks(AudioCodec codec, RtpPacket packet) {
    if (packet.payloadLength() == 0) {
      return 0;
    }
    if (codec != AudioCodec.OPUS) {
      return packet.payloadLength() <= 8_000 ? packet.payloadLength() : 0;
    }
    try {
      return OpusPacket.durationTicks(
          packet.buffer(), packet.payloadOffset(), packet.payloadLength());
    } catch (CodecException e) {
      return 0;
    }
  }

  /** The channels that were sent: bit 2 of Opus' first byte tells (RFC 6716 §3.1). */
  private static int channels(AudioCodec codec, RtpPacket packet) {
    boolean stereo = codec == AudioCodec.OPUS && (packet.buffer()[packet.payloadOffset()] & 4) != 0;
    return stereo ? 2 : 1;
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

  static AudioDecoder newDecoder(AudioCodec codec, int channels) {
    return switch (codec) {
      case OPUS -> new OpusDecoder(channels);
      case PCMU -> new G711Decoder(G711Law.PCMU);
      case PCMA -> new G711Decoder(G711Law.PCMA);
    };
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
