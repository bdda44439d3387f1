package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.CodecException;
import io.antiphon.codec.opus.OpusApplication;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;
import io.antiphon.rtp.repair.RedReader;
import io.antiphon.rtp.repair.RedWriter;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a copy of each packet in the next one buys, live and recorded, in virtual time. */
class RedundancyTest {
  private static final int FRAME = 960;
  private static final int SLOTS = 600;

  private enum Repair {
    CONCEALMENT,
    FEC,
    RED
  }

  /** Made-up audio, in frames of 20 ms per hundred. */
  private record Heard(double madeUpLive, double madeUpRecorded, long recovered, int played) {}

  private static Heard call(Repair repair, NetworkConditions conditions) throws Exception {
    SimulatedNetwork network = new SimulatedNetwork(5, conditions);
    int percent = repair == Repair.FEC ? 20 : 0;
    OpusEncoder encoder =
        OpusEncoder.builder()
            .application(OpusApplication.VOIP)
            .bitrate(24_000)
            .complexity(0)
            .fec(percent)
            .build();
    int type = repair == Repair.RED ? 63 : 111;
    RtpSender sender =
        new RtpSender(
            new Ssrc(7),
            new PayloadType(type),
            48_000,
            new HeaderExtensionIds(0, 0),
            null,
            new SplittableRandom(1));
    PlayoutWatch watch = new PlayoutWatch(new RemoteTrack(), "live");
    AdaptivePlayout live =
        new AdaptivePlayout(AudioCodec.OPUS, AudioConfig.defaults().jitterConfig(48_000), watch);
    PatientReader reader = new PatientReader(48_000);
    RedWriter writer = new RedWriter();
    RedReader red = new RedReader();
    RtpPacket packet = new RtpPacket();
    short[] pcm = new short[2 * FRAME];
    byte[] payload = new byte[1_275];
    byte[] datagram = new byte[1_500];
    int concealed = 0;
    int played = 0;
    long nowNanos = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      for (int i = 0; i < FRAME; i++) {
        pcm[i] = (short) voice(slot * FRAME + i);
      }
      int length = encoder.encode(pcm, 0, FRAME, payload, 0, payload.length);
      byte[] sent = payload;
      if (repair == Repair.RED) {
        length = writer.write(111, payload, 0, length, sender.nextTimestamp());
        sent = writer.payload();
      }
      int size = sender.write(nowNanos, datagram, 0, sent, 0, length, FRAME, false, 30, true);
      network.send(nowNanos, datagram, 0, size);
      nowNanos += 20_000_000;
      long due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
      while (due <= nowNanos) {
        byte[] bytes = network.poll(due);
        if (bytes == null) {
          break;
        }
        packet.wrap(bytes, 0, bytes.length);
        insert(due, packet, red, live, reader);
        due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
      }
      live.read(nowNanos, pcm, 0, FRAME);
      for (PlayoutDecision next = reader.poll(nowNanos);
          next != null;
          next = reader.poll(nowNanos)) {
        boolean madeUp = next.kind() != PlayoutDecision.Kind.PLAY;
        concealed += madeUp && !holdsCopy(next) ? next.ticks() : 0;
        played += madeUp ? 0 : 1;
      }
    }
    JitterStatistics counts = live.buffer().statistics();
    double liveMadeUp = counts.concealedSamples() - (repair == Repair.FEC ? live.fecSamples() : 0);
    return new Heard(
        100 * liveMadeUp / SLOTS / FRAME,
        100.0 * concealed / SLOTS / FRAME,
        counts.packetsRecovered(),
        played);
  }

  /** Syllables of a hundred pulses a second that ring at 600 Hz: what Opus takes for a voice. */
  private static double voice(int at) {
    int phase = at % 480;
    return at % 24_000 > 14_400 ? 0 : 12_000 * Math.exp(-phase / 100.0) * Math.sin(0.0785 * phase);
  }

  /** In-band: of low quality, but of what was said. */
  private static boolean holdsCopy(PlayoutDecision next) throws CodecException {
    return next.hasPayload() && OpusPacket.hasFec(next.payload(), 0, next.payloadLength());
  }

  private static void insert(
      long nowNanos, RtpPacket packet, RedReader red, AdaptivePlayout live, PatientReader reader)
      throws Exception {
    if (packet.payloadType() != 63) {
      live.insert(nowNanos, packet, FRAME);
      reader.insert(nowNanos, packet, FRAME);
      return;
    }
    int copies = red.read(packet) - 1;
    RtpPacket primary = red.plain(copies, packet.sequenceNumber());
    live.insert(nowNanos, primary, FRAME, copies > 0);
    reader.insert(nowNanos, primary, FRAME);
    if (copies > 0) {
      RtpPacket copy = red.plain(0, packet.sequenceNumber() - 1);
      live.insertCopy(nowNanos, copy, FRAME);
      reader.insertCopy(nowNanos, copy, FRAME);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20})
  void aCopyRepairsWhatConcealmentOnlyHides(int percent) throws Exception {
    NetworkConditions conditions =
        NetworkConditions.CLEAN.withLoss(
            percent / 100.0, 100.0 / (100 - percent)); // independent of each other
    Heard concealed = call(Repair.CONCEALMENT, conditions);
    Heard fec = call(Repair.FEC, conditions);
    Heard red = call(Repair.RED, conditions);
    System.out.println(percent + " %: " + concealed + " " + fec + " " + red);
    assertTrue(red.madeUpLive() < concealed.madeUpLive() / 2, "live");
    assertTrue(red.madeUpRecorded() < concealed.madeUpRecorded() / 3, "recorded");
    assertTrue(red.madeUpRecorded() <= fec.madeUpRecorded() + 0.5, "not worse than FEC");
    assertTrue(red.recovered() > 30, red.recovered() + " recovered");
  }

  @Test
  void nothingIsPlayedTwice() throws Exception {
    Heard clean = call(Repair.RED, NetworkConditions.CLEAN);
    assertEquals(0, clean.madeUpLive());
    assertEquals(0, clean.recovered());
    // All but those still on their way: the last two, and what the reader's patience holds.
    assertTrue(clean.played() <= SLOTS && clean.played() >= SLOTS - 3, clean.played() + " read");
  }

  @Test
  void copiesAndPacketsOutOfOrderAreStillEachReadOnce() throws Exception {
    var conditions =
        NetworkConditions.CLEAN
            .withJitter(java.time.Duration.ofMillis(30), false)
            .withLoss(0.1, 1)
            .withDuplication(0.1);
    Heard heard = call(Repair.RED, conditions);
    assertTrue(heard.played() <= SLOTS, heard.played() + " of " + SLOTS);
    assertTrue(heard.madeUpRecorded() < 3, heard.toString());
  }
}
