package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioEncoder;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.testvectors.Vectors;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Opus' parameters (RFC 7587 §6.1): what we say, what we answer, and what the encoder then does.
 */
class OpusParametersTest {
  private static final LocalTransport TRANSPORT =
      new LocalTransport(
          "ours",
          "ourpasswordthatislongenough",
          false,
          List.of(),
          true,
          List.of("sha-256 00:11"),
          "us");

  private static final AudioFormat STEREO = AudioFormat.STEREO_48K;

  private static Negotiation negotiation(String ours) {
    var config = AudioConfig.defaults().toBuilder();
    for (String each : ours.split(" ")) {
      switch (each) {
        case "dtx" -> config.opusDtx(true);
        case "16k" -> config.sampleRateHz(16_000);
        case "60ms" -> config.packetMillis(60);
        case "no-fec" -> config.opusFec(false);
        case "hears-8k" -> config.opusMaxPlaybackRateHz(8_000);
        case "bears-20k" -> config.opusMaxAverageBitrateBps(20_000);
        default -> {}
      }
    }
    Negotiation negotiation = new Negotiation(new Random(1), config.build());
    AudioFormat format = ours.contains("stereo") ? STEREO : AudioFormat.MONO_48K;
    Transceiver speaking = Transceiver.sending(AudioSource.tone(format, 433, -12));
    speaking.setReceivesStereo(ours.contains("hears-both"));
    negotiation.add(speaking);
    return negotiation;
  }

  private static String fmtp(SessionDescription description) {
    return String.join(
        ";",
        description.media().get(0).fmtp(111).entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "'',                minptime=10;useinbandfec=1",
    "no-fec,            minptime=10;useinbandfec=1",
    "hears-both,        minptime=10;useinbandfec=1;stereo=1",
    "stereo,            minptime=10;useinbandfec=1;sprop-stereo=1",
    "16k,               minptime=10;useinbandfec=1;sprop-maxcapturerate=16000",
    "hears-8k,          minptime=10;useinbandfec=1;maxplaybackrate=8000",
    "bears-20k,         minptime=10;useinbandfec=1;maxaveragebitrate=20000",
    "dtx,               minptime=10;useinbandfec=1;usedtx=1",
  })
  void weOfferWhatWeCanReceiveAndWhatIsLessThanUsualOfWhatWeSend(String ours, String offered) {
    assertEquals(offered, fmtp(negotiation(ours).createOffer(TRANSPORT)));
  }

  @ParameterizedTest
  @CsvSource({
    "'',         minptime=10;useinbandfec=1, minptime=10;useinbandfec=1",
    "'',         sprop-stereo=1,             minptime=10;useinbandfec=1;stereo=1",
    "'',         stereo=1,                   minptime=10;useinbandfec=1",
    "stereo,     stereo=1,                   minptime=10;useinbandfec=1;sprop-stereo=1",
    "stereo,     stereo=0,                   minptime=10;useinbandfec=1",
    "hears-both, useinbandfec=0,             minptime=10;useinbandfec=1;stereo=1",
    "'',         maxplaybackrate=8000;cbr=1, minptime=10;useinbandfec=1",
    "'',         usedtx=1,                   minptime=10;useinbandfec=1",
    "dtx,        useinbandfec=1,             minptime=10;useinbandfec=1;usedtx=1",
    "hears-8k,   maxplaybackrate=16000,      minptime=10;useinbandfec=1;maxplaybackrate=8000",
    "bears-20k,  maxaveragebitrate=12000,    minptime=10;useinbandfec=1;maxaveragebitrate=20000",
  })
  void weAnswerForOurselvesAndToWhatWasOffered(String ours, String offered, String answered)
      throws Exception {
    assertEquals(answered, fmtp(answer(negotiation(ours), offered)));
  }

  private static SessionDescription answer(Negotiation negotiation, String offered)
      throws Exception {
    String chrome = Vectors.text("sdp/chromium-156-audio-gathered.sdp");
    negotiation.setRemote(
        DescriptionType.OFFER, chrome.replaceAll("a=fmtp:111 [^\r\n]*", "a=fmtp:111 " + offered));
    SessionDescription answer = negotiation.createAnswer(TRANSPORT, io.antiphon.sdp.Setup.ACTIVE);
    negotiation.setLocal(DescriptionType.ANSWER, answer);
    return answer;
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "60ms, 60"})
  void ourOwnPacketTimeIsSaidWhereItIsNotTheUsualOne(String ours, int millis) throws Exception {
    Negotiation negotiation = negotiation(ours);
    SessionDescription offer = negotiation.createOffer(TRANSPORT);
    assertEquals(millis, offer.media().get(0).ptime().orElse(0));
    SessionDescription answer = answer(negotiation(ours), "useinbandfec=1");
    assertEquals(millis, answer.media().get(0).ptime().orElse(0));
    assertEquals(120, answer.media().get(0).maxPtime().orElse(0));
  }

  /** What comes out of the encoder that was negotiated: voice-like noise, then silence. */
  private record Sent(
      Set<OpusPacket.Bandwidth> widths,
      Set<Integer> channels,
      Set<Integer> millis,
      Set<Integer> sizes,
      boolean redundant,
      double bitsPerSecond,
      int unsentOfSilence) {}

  private static Sent sent(String ours, String offered) throws Exception {
    Negotiation negotiation = negotiation(ours);
    answer(negotiation, offered);
    Transceiver transceiver = negotiation.transceivers().get(0);
    NegotiatedAudio settled = Objects.requireNonNull(transceiver.negotiated());
    var config =
        AudioConfig.defaults().toBuilder()
            .packetMillis(ours.contains("60ms") ? 60 : 20)
            .opusDtx(ours.contains("dtx"))
            .opusFec(!ours.contains("no-fec"))
            .build();
    Encoding encoding =
        Encoding.of(
            settled.codecs().get(0),
            transceiver.sendsStereo() ? 2 : 1,
            ContentHint.SPEECH,
            settled.sending(config));
    AudioEncoder encoder = encoding.newEncoder();
    int samples = 48 * encoding.packetMillis();
    short[] pcm = new short[2 * samples];
    byte[] payload = new byte[1_275];
    Random random = new Random(3);
    Set<OpusPacket.Bandwidth> widths = new TreeSet<>();
    Set<Integer> channels = new TreeSet<>();
    Set<Integer> millis = new TreeSet<>();
    Set<Integer> sizes = new TreeSet<>();
    boolean redundant = false;
    int bytes = 0;
    int count = 3_000 / encoding.packetMillis();
    for (int i = 0; i < count; i++) {
      double loudness = 6_000 * Math.abs(Math.sin(Math.PI * i * encoding.packetMillis() / 400));
      for (int k = 0; k < pcm.length; k++) {
        pcm[k] = (short) (loudness * random.nextGaussian() * 0.3);
      }
      int length = encoder.encode(pcm, 0, samples, payload, 0, payload.length);
      bytes += length;
      if (i > count / 2) {
        OpusPacket packet = OpusPacket.parse(payload, 0, length);
        widths.add(packet.bandwidth());
        channels.add(packet.channels());
        millis.add(packet.durationTicks() / 48);
        sizes.add(length);
        redundant |= OpusPacket.hasFec(payload, 0, length);
      }
    }
    int unsent = 0;
    for (int i = 0; i < count; i++) {
      unsent +=
          encoder.encode(new short[pcm.length], 0, samples, payload, 0, payload.length) == 0
              ? 1
              : 0;
    }
    return new Sent(widths, channels, millis, sizes, redundant, bytes * 8 / 3.0, unsent);
  }

  @ParameterizedTest
  @CsvSource({
    "8000, NARROWBAND",
    "12000, MEDIUMBAND",
    "16000, WIDEBAND",
    "24000, SUPER_WIDEBAND",
    "44100, SUPER_WIDEBAND",
    "0, FULLBAND",
    "96000, FULLBAND",
  })
  void nothingIsCodedThatWouldNotBeHeard(int rate, OpusPacket.Bandwidth widest) throws Exception {
    Sent sent = sent("", "maxplaybackrate=" + rate + ";useinbandfec=1");
    for (OpusPacket.Bandwidth each : sent.widths()) {
      assertTrue(each.compareTo(widest) <= 0, sent.toString());
    }
    assertTrue(rate > 24_000 || rate == 0 || sent.widths().contains(widest), sent.toString());
  }

  @ParameterizedTest
  @CsvSource({"stereo, stereo=1, 2", "stereo, stereo=0, 1", "'', stereo=1, 1"})
  void asManyChannelsAsAreThereAndWanted(String ours, String offered, int channels)
      throws Exception {
    assertEquals(Set.of(channels), sent(ours, offered).channels());
  }

  @ParameterizedTest
  @CsvSource({
    "'', useinbandfec=1, true",
    "'', useinbandfec=0, false",
    "no-fec, useinbandfec=1, false"
  })
  void redundancyWhereItIsOfUse(String ours, String offered, boolean redundant) throws Exception {
    assertEquals(redundant, sent(ours, offered).redundant());
  }

  @ParameterizedTest
  @CsvSource({"'', usedtx=1, true", "dtx, usedtx=0, true", "'', usedtx=0, false"})
  void silenceIsLeftOutWhereEitherWants(String ours, String offered, boolean dtx) throws Exception {
    assertEquals(dtx, sent(ours, offered).unsentOfSilence() > 50);
  }

  @ParameterizedTest
  @CsvSource({"cbr=1, true", "cbr=0, false"})
  void packetsOfOneSizeWhereAskedFor(String offered, boolean constant) throws Exception {
    assertEquals(constant, sent("", offered).sizes().size() == 1);
  }

  @ParameterizedTest
  @CsvSource({"12000, 13500", "20000, 22000", "1, 7500", "x, 36000"})
  void noMoreBitsThanAreWanted(String most, double bitsPerSecond) throws Exception {
    double sent = sent("", "maxaveragebitrate=" + most).bitsPerSecond();
    assertTrue(sent < bitsPerSecond, sent + " bit/s");
    assertTrue(sent > bitsPerSecond / 3, sent + " bit/s");
  }

  @ParameterizedTest
  @CsvSource({
    "'', minptime=40, 40",
    "60ms, minptime=10;ptime=10, 10",
    "60ms, maxptime=40, 40",
    "'', ptime=60;maxptime=20, 20",
    "'', minptime=999999999999, 20",
  })
  void packetsOfTheLengthThatIsTaken(String ours, String offered, int millis) throws Exception {
    assertEquals(Set.of(millis), sent(ours, offered).millis());
  }

  @Test
  void whatCannotBeReadIsNotThere() {
    OpusParameters none = OpusParameters.of(java.util.Map.of());
    assertEquals(
        none,
        OpusParameters.of(
            java.util.Map.of(
                "maxplaybackrate",
                "-8000",
                "maxaveragebitrate",
                "many",
                "stereo",
                "yes",
                "cbr",
                "")));
  }
}
