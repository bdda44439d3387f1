package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.stream.RtpConfig;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys pressed in the middle of speech, as the ear and the file have it, in virtual time. */
class HeardKeysTest {
  private static final long SLOT_NANOS = 20_000_000;

  /** One who speaks and presses keys, and one who listens and records. */
  private static final class Call {
    final RtpSession session;
    final InboundAudio heard;
    final Heard ear = new Heard();
    final Heard file = new Heard();
    final List<String> keys = new ArrayList<>();
    final DtmfSender dtmf = new DtmfSender();
    final PayloadType events;
    final RtpSender sender;
    final int frame;
    final byte[] payload = new byte[400];
    final int payloadLength;
    final byte[] datagram = new byte[500];
    final RtpPacket packet = new RtpPacket();
    IntPredicate lost = number -> false;
    int sentEvents;
    int slots;

    Call(boolean opus) throws Exception {
      int rate = opus ? 48_000 : 8_000;
      frame = rate / 50;
      events = new PayloadType(opus ? 110 : 126);
      session =
          new RtpSession(
              RtpConfig.of("a").withClockRates(type -> rate), new SplittableRandom(1), 0);
      heard = negotiated();
      heard.transceiver().receiver().addSink(ear);
      heard.transceiver().receiver().addRecorder(file);
      heard.transceiver().receiver().onDtmf(keys::add);
      payloadLength = opus ? silentOpus(payload) : frame;
      sender =
          new RtpSender(
              new Ssrc(7),
              new PayloadType(opus ? 111 : 0),
              rate,
              HeaderExtensionIds.NONE,
              null,
              new Random(3));
      dtmf.setNegotiated(true);
    }

    private static InboundAudio negotiated() throws Exception {
      Negotiation theirs = new Negotiation(new Random(1), AudioConfig.defaults());
      Negotiation ours = new Negotiation(new Random(2));
      Transceiver speaking = Transceiver.sending(AudioSource.silence(AudioFormat.MONO_48K));
      speaking.setSsrcs(7, 8);
      theirs.add(speaking);
      SessionDescription offer = theirs.createOffer(NegotiationTest.TRANSPORT);
      ours.setRemote(DescriptionType.OFFER, offer.toString());
      ours.setLocal(
          DescriptionType.ANSWER, ours.createAnswer(NegotiationTest.TRANSPORT, Setup.ACTIVE));
      return new InboundAudio(
          ours.transceivers().get(0), AudioConfig.defaults(), new DevicePaces(() -> {}));
    }

    private static int silentOpus(byte[] payload) throws CodecException {
      OpusEncoder encoder = OpusEncoder.builder().bitrate(24_000).build();
      return encoder.encode(new short[2 * 960], 0, 960, payload, 0, payload.length);
    }

    /** Passes slots: a key in them that sounds, or else speech. */
    Call pass(int number) throws Exception {
      for (int i = 0; i < number; i++) {
        long now = slots++ * SLOT_NANOS;
        if (dtmf.play(now, 1, sender, events, way)) {
          sender.skip(frame);
        } else {
          int length =
              sender.write(now, datagram, 0, payload, 0, payloadLength, frame, false, 30, true);
          receive(now, length);
        }
        heard.play(now, 1);
      }
      return this;
    }

    private final DtmfSender.Way way =
        new DtmfSender.Way() {
          @Override
          public byte[] outgoing() {
            return datagram;
          }

          @Override
          public void send(long nowNanos, int length) {
            if (!lost.test(sentEvents++)) {
              receive(nowNanos, length);
            }
          }
        };

    private void receive(long nowNanos, int length) {
      try {
        packet.wrap(datagram, 0, length);
        RtpReceiver receiver = known(session.receiveRtp(nowNanos, packet));
        if (receiver.lastArrival().isUsable()) {
          heard.receive(nowNanos, packet, receiver);
        }
      } catch (RtpFormatException e) {
        throw new AssertionError(e);
      }
    }

    JitterBuffer live() {
      LivePlayout live = heard.live();
      assertNotNull(live);
      return live.buffer();
    }

    PatientReader recorded() {
      RecordedReading recorded = heard.recorded();
      assertNotNull(recorded);
      return recorded.reader();
    }
  }

  private static RtpReceiver known(@Nullable RtpReceiver receiver) {
    if (receiver == null) {
      throw new AssertionError("no receiver");
    }
    return receiver;
  }

  private static void assertNothingWasMissed(Call call) {
    JitterStatistics live = call.live().statistics();
    assertEquals(0, live.concealedSamples(), "made up for the ear");
    assertEquals(0, live.concealmentEvents());
    assertEquals(0, live.packetsDiscarded());
    assertEquals(0, live.restarts());
    PatientReader recorded = call.recorded();
    MediaTotals totals = call.heard.totals();
    assertEquals(0, totals.secondsConcealed());
    call.heard.end();
    assertEquals(0, recorded.ticksLost(), "made up for the file");
    assertEquals(0, recorded.packetsLate() + recorded.packetsRefused());
    assertEquals((long) call.slots * call.frame, recorded.ticksEmitted());
    assertEquals(call.slots / 50.0, call.file.seconds());
  }

  @ParameterizedTest
  @CsvSource({"true, 200", "false, 200", "true, 130", "true, 2500", "false, 6000"})
  void aKeyIsNoLoss(boolean opus, int millis) throws Exception {
    Call call = new Call(opus).pass(100);
    long delay = call.live().delayTicks();
    call.dtmf.insertDtmf("5", Duration.ofMillis(millis), Duration.ofMillis(70));
    call.pass(100 + millis / 20);
    assertEquals(List.of("5"), call.keys);
    long after = call.live().delayTicks();
    assertTrue(Math.abs(after - delay) <= call.frame / 2, after + " ticks of delay, not " + delay);
    assertNothingWasMissed(call);
  }

  @Test
  void norAreManyInARow() throws Exception {
    Call call = new Call(true).pass(100);
    call.dtmf.insertDtmf("0123456789ABCD#*", Duration.ofMillis(40), Duration.ofMillis(30));
    call.pass(120);
    assertEquals(16, call.keys.size());
    assertNothingWasMissed(call);
  }

  @Test
  void norIsAPacketThatIsMissingInTheMiddleOfIt() throws Exception {
    Call call = new Call(true).pass(100);
    call.lost = number -> number == 3 || number == 4;
    call.dtmf.insertDtmf("5", Duration.ofMillis(200), Duration.ofMillis(70));
    call.pass(150);
    assertNothingWasMissed(call);
  }

  @Test
  void aRecordingMayEndWhileItSounds() throws Exception {
    Call call = new Call(true).pass(100);
    call.dtmf.insertDtmf("5", Duration.ofMillis(400), Duration.ofMillis(70));
    call.pass(10);
    assertNothingWasMissed(call);
  }
}
