package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.SilenceSuppressor;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls without Opus, from encoder to listener and recorder, in virtual time. */
class FallbackCallTest {
  private static final long SLOT_NANOS = 20_000_000;
  static final LocalTransport TRANSPORT =
      new LocalTransport(
          "ours",
          "ourpasswordthatislongenough",
          false,
          List.of(),
          true,
          List.of("sha-256 00:11"),
          "us");

  private final SimulatedNetwork network = new SimulatedNetwork(1, NetworkConditions.CLEAN);
  private final RtpReceiver receiver = new RtpReceiver(new Ssrc(7), 8_000);
  private final RtpPacket packet = new RtpPacket();
  private final Heard live = new Heard();
  private final Heard recorded = new Heard();
  private final RecentAudio recent = new RecentAudio(Duration.ofSeconds(60));
  private final byte[] payload = new byte[1_275];
  private final byte[] datagram = new byte[1_400];
  private Transceiver transceiver;
  private InboundAudio inbound;
  private NegotiatedAudio negotiated;
  private RtpSender sender;
  private long nowNanos;
  private int packets;
  private int marked;

  @BeforeEach
  void call() throws Exception {
    answer("9 0 8 13");
  }

  private SessionDescription answer(String formats) throws Exception {
    transceiver = Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
    Negotiation negotiation = new Negotiation(new Random(1));
    negotiation.add(transceiver);
    String chrome = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    negotiation.setRemote(
        DescriptionType.OFFER, chrome.replaceAll("(m=audio \\S+ \\S+) [^\r\n]*", "$1 " + formats));
    SessionDescription answer = negotiation.createAnswer(TRANSPORT, Setup.ACTIVE);
    negotiation.setLocal(DescriptionType.ANSWER, answer);
    negotiated = Objects.requireNonNull(transceiver.negotiated());
    transceiver.receiver().addSink(live);
    transceiver.receiver().addRecorder(recorded);
    transceiver.receiver().addRecorder(recent);
    inbound = new InboundAudio(transceiver, AudioConfig.defaults(), new DevicePaces(() -> {}));
    PayloadType first = new PayloadType(negotiated.codecs().get(0).payloadType());
    HeaderExtensionIds none = new HeaderExtensionIds(0, 0);
    sender = new RtpSender(new Ssrc(7), first, 8_000, none, null, new SplittableRandom(1));
    return answer;
  }

  private Encoding encoding(AudioCodec codec, AudioConfig config) {
    for (CodecParameters each : negotiated.codecs()) {
      if (each.codec() == codec) {
        return Encoding.of(each, 1, ContentHint.SPEECH, negotiated.sending(config));
      }
    }
    throw new AssertionError(codec + " is not in " + negotiated.codecs());
  }

  /** Says all of a source that has the codec's rate, and listens. */
  private void say(AudioCodec codec, AudioConfig config, AudioSource source, int slots)
      throws RtpFormatException {
    AudioEncoder encoder = encoding(codec, config).newEncoder();
    sender.setPayloadType(new PayloadType(codec.offeredPayloadType()));
    TalkSpurt spurt = new TalkSpurt(new PayloadType(codec.offeredPayloadType()));
    short[] pcm = new short[encoder.format().samplesPerChannel(20)];
    for (int i = 0; i < slots; i++) {
      source.read(pcm, 0, pcm.length);
      int length = encoder.encode(pcm, 0, pcm.length, payload, 0, payload.length);
      if (length == 0) {
        sender.skip(160);
      } else {
        boolean noise =
            encoder instanceof SilenceSuppressor suppressor && suppressor.isComfortNoise();
        boolean mark = spurt.begins(sender, noise);
        int size = sender.write(nowNanos, datagram, 0, payload, 0, length, 160, mark, 30, true);
        packets++;
        marked += mark ? 1 : 0;
        network.send(nowNanos, datagram, 0, size);
      }
      nowNanos += SLOT_NANOS;
      listen();
    }
  }

  private void listen() throws RtpFormatException {
    long due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    while (due <= nowNanos) {
      byte[] bytes = Objects.requireNonNull(network.poll(due));
      packet.wrap(bytes, 0, bytes.length);
      receiver.receive(due, packet);
      inbound.receive(due, packet, receiver);
      due = network.nextArrivalNanos().orElse(Long.MAX_VALUE);
    }
    inbound.play(nowNanos, 1);
  }

  private static AudioSource tone(AudioCodec codec) {
    int rate = codec.clockRateHz() * codec.samplesPerTick();
    return AudioSource.tone(AudioFormat.mono(rate), 511, -12);
  }

  @ParameterizedTest
  @CsvSource({"9 0 8 13, 9 0 8 13", "0 9, 0 9", "111 9 0 8 13, 111 9 0 8 13", "9 13, 9 13"})
  void theAnswerKeepsTheOrderOfTheOffer(String offered, String answered) throws Exception {
    String sdp = answer(offered).toString();
    assertTrue(sdp.contains("UDP/TLS/RTP/SAVPF " + answered + "\r\n"), sdp);
    assertEquals(answered.contains("9"), sdp.contains("a=rtpmap:9 G722/8000\r\n"), sdp);
  }

  @ParameterizedTest
  @CsvSource({"G722, 16000", "PCMU, 8000", "PCMA, 8000"})
  void aToneIsHeardWholeAndAsLongAsItWasSaid(AudioCodec codec, int rate) throws Exception {
    network.setConditions(NetworkConditions.CLEAN.withJitter(Duration.ofMillis(20), false));
    say(codec, AudioConfig.defaults(), tone(codec), 300);
    nowNanos += 2_000_000_000L;
    inbound.end();
    assertEquals(6, (double) recorded.length() / rate, 0.021, "recorded");
    assertTrue(recorded.purity(511, 0.1, 5.9) > 0.99, "recorded");
    assertEquals(6, (double) live.length() / rate, 0.1, "live");
    assertTrue(live.purity(511, 1, 5.9) > 0.98, "live " + live.purity(511, 1, 5.9));
    WavFile last = recent.lastAsWav(Duration.ofSeconds(2));
    assertEquals(rate, last.format().sampleRateHz());
    assertEquals(2, last.seconds(), 0.001);
    assertEquals(15, LevelMeter.levelDbov(last.samples(), 0, last.samples().length), 1);
  }

  @ParameterizedTest
  @CsvSource({"PCMU, PCMA", "PCMA, G722", "G722, PCMU"})
  void aSourceMayChangeBetweenCodecsOfOneClock(AudioCodec before, AudioCodec after)
      throws Exception {
    say(before, AudioConfig.defaults(), tone(before), 100);
    Heard later = new Heard();
    transceiver.receiver().addSink(later);
    say(after, AudioConfig.defaults(), tone(after), 100);
    assertTrue(later.purity(511, 0.5, 1.9) > 0.98, "then " + later.purity(511, 0.5, 1.9));
  }

  /** Eleven seconds of speech with pauses in it, in a room that is never quite still. */
  private static AudioSource speech(AudioCodec codec) throws Exception {
    byte[] wav = Vectors.bytes("speech/speech-16k.wav");
    WavFile speech = WavFile.read(new ByteArrayInputStream(wav));
    Random random = new Random(2);
    short[] words = speech.samples();
    short[] pcm = new short[words.length + 3 * 16_000];
    for (int i = 0; i < pcm.length; i++) {
      int word = i < words.length ? words[i] : 0;
      pcm[i] = (short) Math.max(-32_768, Math.min(32_767, word + 40 * random.nextGaussian()));
    }
    int rate = codec.clockRateHz() * codec.samplesPerTick();
    return AudioSource.loop(WavFile.of(AudioFormat.mono(16_000), pcm)).as(AudioFormat.mono(rate));
  }

  @ParameterizedTest
  @CsvSource({"G722, 16000", "PCMU, 8000"})
  void pausesAreNotSentAndTheRoomIsHeardAllTheSame(AudioCodec codec, int rate) throws Exception {
    AudioConfig dtx = AudioConfig.defaults().toBuilder().opusDtx(true).build();
    say(codec, dtx, speech(codec), 700);
    nowNanos += 2_000_000_000L;
    inbound.end();
    assertTrue(packets < 600, packets + " packets for 700 slots");
    assertTrue(packets > 350, packets + " packets for 700 slots");
    assertTrue(marked > 0 && marked < 20, marked + " voices begin");
    assertEquals(14, (double) recorded.length() / rate, 0.5, "recorded");
    double room = 40 * Math.sqrt(rate / 16_000.0);
    assertEquals(1, rms(recorded, 11.6, 13.4) / room, 0.3, "recorded");
    assertEquals(1, rms(live, 11.6, 13.4) / room, 0.3, "live");
    assertTrue(live.level(1, 2) > 5 * live.level(12, 13), "the words are still there");
  }

  private static double rms(Heard heard, double from, double to) {
    return 32_768 * heard.level(from, to);
  }

  @Test
  void withoutComfortNoiseEverySlotIsSent() throws Exception {
    answer("0 8");
    AudioConfig dtx = AudioConfig.defaults().toBuilder().opusDtx(true).build();
    say(AudioCodec.PCMU, dtx, AudioSource.silence(AudioFormat.mono(8_000)), 100);
    assertEquals(100, packets);
  }
}
