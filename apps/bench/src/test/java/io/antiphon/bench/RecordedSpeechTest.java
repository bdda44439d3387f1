package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SpokenSignal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recording holds of speech, by the same judge as what is heard live. */
class RecordedSpeechTest {
  private static final int PACKETS = 1_000;
  private static final int FRAME = 960;
  private static final long LATEST_NANOS = 3_000_000_000L;

  private final OpusDecoder decoder;
  private final PatientReader reader = new PatientReader(48_000);
  private final Speech speech;
  private final short[] pcm = new short[48_000];
  private short[] file = new short[0];

  RecordedSpeechTest() {
    decoder = new OpusDecoder(1);
    short[] words = SpokenSignal.pcm(5, PACKETS * FRAME, 48_000);
    speech = Speech.redundant(WavFile.of(AudioFormat.MONO_48K, words), PACKETS);
  }

  private double wrongPercent(String weather) throws Exception {
    Passage passage = Passage.through(NetworkProfile.named(weather), 78, PACKETS);
    byte[][] datagrams = VirtualListener.datagrams(speech, PACKETS);
    RtpPacket packet = new RtpPacket();
    for (Passage.Arrival arrival : passage.arrivals()) {
      byte[] datagram = datagrams[arrival.number()];
      packet.wrap(datagram, 0, datagram.length);
      reader.insert(arrival.atNanos(), packet, FRAME);
      write(arrival.atNanos());
    }
    reader.finish();
    write(PACKETS * Passage.SLOT_NANOS + LATEST_NANOS);
    // As if it were heard as it is said: the place in the file is the time.
    int first = passage.arrivals().stream().mapToInt(Passage.Arrival::number).min().orElseThrow();
    int last = passage.arrivals().stream().mapToInt(Passage.Arrival::number).max().orElseThrow();
    assertEquals((last - first + 1) * FRAME, file.length, "samples in the file");
    long from = first * Passage.SLOT_NANOS;
    Heard heard = new Heard(file, at -> from + at * 1_000_000_000L / 48_000, Counts.NONE);
    List<Listening.Frame> frames = new Listening(speech, passage.sentNanos()).judge(heard);
    return Verdict.of(frames, 0, Long.MAX_VALUE).wrongPercent();
  }

  private void write(long nowNanos) throws Exception {
    for (@Nullable PlayoutDecision next = reader.poll(nowNanos);
        next != null;
        next = reader.poll(nowNanos)) {
      int length = next.payloadLength();
      switch (next.kind()) {
        case PLAY -> decoder.decode(next.payload(), 0, length, pcm, 0);
        case CONCEAL -> conceal(next);
        case SILENCE, WAIT -> Arrays.fill(pcm, 0, next.ticks(), (short) 0);
      }
      file = Arrays.copyOf(file, file.length + next.ticks());
      System.arraycopy(pcm, 0, file, file.length - next.ticks(), next.ticks());
    }
  }

  private void conceal(PlayoutDecision next) throws Exception {
    int length = next.payloadLength();
    if (next.hasPayload() && OpusPacket.hasFec(next.payload(), 0, length)) {
      decoder.decodeFec(next.payload(), 0, length, next.ticks(), pcm, 0);
    } else {
      decoder.decodeLost(next.ticks(), pcm, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gamma jitter, mean 30 ms, in order",
        "gamma jitter, mean 30 ms, out of order",
        "stalls of 100-300 ms every 3-5 s",
        "5 % of packets 40 ms late",
        "5 % duplicates"
      })
  void whatIsOnlyLateOrDoubledLeavesNoTrace(String weather) throws Exception {
    assertEquals(0, wrongPercent(weather));
  }

  @Test
  void ofFivePercentLostInBandFecLeavesLittle() throws Exception {
    double wrong = wrongPercent("5 % random loss");
    assertTrue(wrong <= 0.35, wrong + " %");
  }
}
