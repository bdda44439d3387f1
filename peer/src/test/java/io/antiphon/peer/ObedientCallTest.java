package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.codec.opus.OpusPacket.Bandwidth;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.sdp.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a running call sends of Opus by what the other side says of itself (RFC 7587 §6.1). */
@Timeout(60)
class ObedientCallTest {
  private static final int SECOND = 48_000;

  private Endpoint from;
  private Endpoint to;
  private PeerConnection speaker;
  private PeerConnection listener;
  private Transceiver speech;
  private final Arrived arrived = new Arrived();

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    from = Endpoint.open(EndpointConfig.loopback());
    to = Endpoint.open(EndpointConfig.loopback());
    speaker = PeerConnection.create(PeerConfig.on(from));
    listener(AudioConfig.defaults());
    speech = speaker.addTrack(bursts());
  }

  private PeerConnection listener(AudioConfig config) throws Exception {
    PeerConnection made = PeerConnection.create(PeerConfig.on(to).withAudio(config));
    made.onTrack(track -> track.setPacketSink(arrived));
    listener = made;
    return made;
  }

  @AfterEach
  void close() {
    speaker.close();
    listener.close();
    from.close();
    to.close();
  }

  @Test
  void lessIsSentFromTheMomentThatLessIsWanted() throws Exception {
    answered("minptime=10;useinbandfec=1", "20");
    List<Arrived.Packet> rich = arrived.await(SECOND * 3 / 5);
    assertEquals(Set.of(960), each(rich, Arrived.Packet::ticks));
    assertEquals(Set.of(1), each(rich, Arrived.Packet::channels));
    assertTrue(each(rich, Arrived.Packet::width).contains(Bandwidth.FULLBAND), rich.toString());
    assertTrue(bitsPerSecond(rich) > 24_000, bitsPerSecond(rich) + " bit/s");
    assertTrue(rich.stream().anyMatch(Arrived.Packet::redundant), "in-band FEC");
    assertTrue(each(rich, Arrived.Packet::bytes).size() > 3, "VBR");

    answered("maxaveragebitrate=20000;usedtx=1;maxplaybackrate=8000;stereo=1", "60");
    List<Arrived.Packet> lean = arrived.awaitAfterChange(2_880, SECOND * 3 / 5);
    assertEquals(Set.of(2_880), each(lean, Arrived.Packet::ticks));
    assertEquals(Set.of(Bandwidth.NARROWBAND), each(lean, Arrived.Packet::width));
    assertTrue(bitsPerSecond(lean) < 22_000, bitsPerSecond(lean) + " bit/s");
    assertTrue(lean.stream().noneMatch(Arrived.Packet::redundant), "FEC was not asked for");

    speech.replaceSource(AudioSource.silence(AudioFormat.STEREO_48K));
    List<Arrived.Packet> pause = arrived.awaitPause(SECOND * 4 / 5);
    assertTrue(sum(pause, Arrived.Packet::ticks) < SECOND * 2 / 5, "silence is left out: " + pause);
  }

  @Test
  void moreIsSentWhereItIsWanted() throws Exception {
    listener.addTransceiver(Direction.RECVONLY);
    SessionDescription offer = listener.offer().get(5, TimeUnit.SECONDS);
    String sdp = with(offer.sdp(), "stereo=1;cbr=1", "10");
    SessionDescription answer =
        speaker.answer(SessionDescription.offer(sdp)).get(5, TimeUnit.SECONDS);
    assertTrue(answer.sdp().contains("sprop-stereo=1"), answer.sdp());
    listener.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
    List<Arrived.Packet> packets = arrived.await(SECOND * 2 / 5);
    assertEquals(Set.of(480), each(packets, Arrived.Packet::ticks));
    assertEquals(Set.of(2), each(packets, Arrived.Packet::channels));
    assertEquals(1, each(packets, Arrived.Packet::bytes).size(), "CBR: " + packets);
    assertTrue(bitsPerSecond(packets) > 48_000, bitsPerSecond(packets) + " bit/s");
  }

  @Test
  void whatTheListenerIsSetToIsSent() throws Exception {
    listener.close();
    AudioConfig modest =
        AudioConfig.defaults().toBuilder()
            .opusMaxPlaybackRateHz(12_000)
            .opusMaxAverageBitrateBps(16_000)
            .packetMillis(40)
            .build();
    SessionDescription answer =
        listener(modest).answer(speaker.offer().get(5, TimeUnit.SECONDS)).get(5, TimeUnit.SECONDS);
    speaker.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
    List<Arrived.Packet> packets = arrived.await(SECOND * 3 / 5);
    assertEquals(Set.of(1_920), each(packets, Arrived.Packet::ticks));
    assertEquals(Set.of(Bandwidth.MEDIUMBAND), each(packets, Arrived.Packet::width));
    assertTrue(bitsPerSecond(packets) < 18_000, bitsPerSecond(packets) + " bit/s");
  }

  private void answered(String fmtp, String packetMillis) throws Exception {
    SessionDescription offer = speaker.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = listener.answer(offer).get(5, TimeUnit.SECONDS);
    speaker
        .setRemoteDescription(SessionDescription.answer(with(answer.sdp(), fmtp, packetMillis)))
        .get(5, TimeUnit.SECONDS);
  }

  /** As if the other side were somebody who says this of Opus. */
  private static String with(String sdp, String fmtp, String packetMillis) {
    return sdp.replaceAll("a=fmtp:111 [^\r\n]*", "a=fmtp:111 " + fmtp)
            .replaceAll("a=ptime:.*\r\n", "")
        + ("a=ptime:" + packetMillis + "\r\n");
  }

  /** Noise like syllables of a voice, another one to the left than to the right. */
  private static AudioSource bursts() {
    Random random = new Random(5);
    return new AudioSource() {
      private long at;

      @Override
      public AudioFormat format() {
        return AudioFormat.STEREO_48K;
      }

      @Override
      public int read(short[] pcm, int offset, int samplesPerChannel) {
        for (int i = 0; i < samplesPerChannel; i++, at++) {
          double loudness = 2_000 * Math.abs(Math.sin(Math.PI * at / 19_200));
          pcm[offset + 2 * i] = (short) (loudness * random.nextGaussian());
          pcm[offset + 2 * i + 1] = (short) (loudness * random.nextGaussian());
        }
        return samplesPerChannel;
      }
    };
  }

  private static <T> Set<T> each(List<Arrived.Packet> packets, Function<Arrived.Packet, T> what) {
    return packets.stream().map(what).collect(Collectors.toSet());
  }

  private static int sum(List<Arrived.Packet> packets, ToIntFunction<Arrived.Packet> what) {
    return packets.stream().mapToInt(what).sum();
  }

  private static int bitsPerSecond(List<Arrived.Packet> packets) {
    long bits = 8L * sum(packets, Arrived.Packet::bytes);
    return (int) (bits * SECOND / sum(packets, Arrived.Packet::ticks));
  }

  /** What the listener gets, packet by packet. */
  private static final class Arrived implements RemoteTrack.PacketSink {
    /** One of Opus. */
    record Packet(
        int timestamp, int ticks, int bytes, int channels, Bandwidth width, boolean redundant) {}

    private final List<Packet> packets = new ArrayList<>();

    @Override
    public synchronized void accept(long nowNanos, RtpPacket packet, int ticks) {
      byte[] payload =
          Arrays.copyOfRange(
              packet.buffer(),
              packet.payloadOffset(),
              packet.payloadOffset() + packet.payloadLength());
      try {
        OpusPacket opus = OpusPacket.parse(payload, 0, payload.length);
        packets.add(
            new Packet(
                packet.timestamp(),
                ticks,
                payload.length,
                opus.channels(),
                opus.bandwidth(),
                OpusPacket.hasFec(payload, 0, payload.length)));
      } catch (CodecException e) {
        throw new AssertionError("not Opus", e);
      }
      notifyAll();
    }

    /** The next that come, until they hold so much sound. */
    synchronized List<Packet> await(int ticks) throws InterruptedException {
      packets.clear();
      return awaitMore(ticks);
    }

    /** The same from the first of this length on, as the change takes its time. */
    synchronized List<Packet> awaitAfterChange(int packetTicks, int ticks)
        throws InterruptedException {
      packets.clear();
      await(() -> packets.stream().anyMatch(each -> each.ticks() == packetTicks));
      packets.removeIf(each -> each.ticks() != packetTicks);
      return awaitMore(ticks);
    }

    /** Those of the last stretch of so much RTP time, however few. */
    synchronized List<Packet> awaitPause(int ticks) throws InterruptedException {
      packets.clear();
      await(
          () -> !packets.isEmpty() && last().timestamp() - packets.get(0).timestamp() >= 2 * ticks);
      return packets.stream()
          .filter(each -> last().timestamp() - each.timestamp() < ticks)
          .toList();
    }

    private synchronized List<Packet> awaitMore(int ticks) throws InterruptedException {
      await(() -> packets.stream().mapToInt(Packet::ticks).sum() >= ticks);
      return List.copyOf(packets);
    }

    private synchronized Packet last() {
      return packets.get(packets.size() - 1);
    }

    /** The test's own limit of time ends it. */
    private synchronized void await(BooleanSupplier come) throws InterruptedException {
      while (!come.getAsBoolean()) {
        wait(100);
      }
    }
  }
}
