package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SpokenSignal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real Opus, decoded, concealed, stretched and joined: does it click, does the tone go on? */
class AdaptivePlayoutTest {
  /**
   * What the tone itself has, decoded: 26 and 479. Where the decoder comes in again behind what was
   * drawn out it is up to 124, of a tone of 8,231.
   */
  private static final double MOST_CLICK = 150;

  private static final int MOST_STEP = 900;

  private static HeardCall call(NetworkConditions conditions) {
    return new HeardCall(1, AudioSource.tone(AudioFormat.MONO_48K, 433, -12), conditions);
  }

  static List<NetworkProfile> profiles() {
    return NetworkProfile.all();
  }

  private static void assertNoClicks(short[] heard) {
    double click = HeardCall.click(heard);
    int step = HeardCall.step(heard);
    assertTrue(click < MOST_CLICK, () -> "a click of " + click);
    assertTrue(step < MOST_STEP, () -> "a step of " + step);
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void nothingClicksInAnyWeather(NetworkProfile profile) throws Exception {
    HeardCall call = call(profile.at(Duration.ofSeconds(61)));
    call.talk(600);
    assertNoClicks(call.heardFrom(25));
    // Concealed tones are none for long, and every fifth packet is the most that is lost.
    double share = HeardCall.share(call.heardFrom(25), 433);
    assertTrue(share > 0.6, share + " of the frames hold the tone");
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void noVoiceMakesLargerStepsInAnyWeatherThanUndisturbed(NetworkProfile profile) throws Exception {
    short[] voice = SpokenSignal.pcm(2, 150 * HeardCall.FRAME, 48_000);
    HeardCall clean = new HeardCall(1, said(voice), NetworkConditions.CLEAN);
    short[] undisturbed = clean.talk(150).heardFrom(25);
    HeardCall call = new HeardCall(1, said(voice), profile.at(Duration.ofSeconds(61)));
    short[] heard = call.talk(150).heardFrom(25);
    int step = HeardCall.step(heard);
    assertTrue(step < 1.3 * HeardCall.step(undisturbed), () -> "a step of " + step);
  }

  private static AudioSource said(short[] pcm) {
    return AudioSource.once(WavFile.of(AudioFormat.MONO_48K, pcm));
  }

  @Test
  void onACleanPathTheBufferCostsNoMoreThanOneStepAndIsNotHeard() throws Exception {
    HeardCall call = call(NetworkProfile.named("jitter of 3 ms").at(Duration.ZERO));
    call.talk(500);
    assertEquals(1, HeardCall.share(call.heardFrom(50), 433));
    JitterStatistics counts = call.playout.buffer().statistics();
    assertEquals(0, counts.concealedSamples());
    assertTrue(meanDelayMillis(counts) < 30, meanDelayMillis(counts) + " ms");
  }

  private static double meanDelayMillis(JitterStatistics counts) {
    return 1000 * counts.jitterBufferDelay() / counts.jitterBufferEmittedCount();
  }

  @Test
  void aStallIsConcealedOnceThenPlayedAFewPercentFaster() throws Exception {
    HeardCall call = call(NetworkConditions.CLEAN);
    call.talk(100);
    call.network.stall(call.nowNanos(), call.nowNanos() + 120_000_000);
    call.talk(450); // the next is expected for 6 s
    JitterStatistics counts = call.playout.buffer().statistics();
    assertEquals(1, counts.concealmentEvents());
    assertEquals(0, counts.packetsDiscarded());
    assertTrue(counts.concealedSamples() <= 120 * 48, counts.concealedSamples() + " samples");
    assertTrue(counts.removedSamplesForAcceleration() >= 50 * 48);
    assertNoClicks(call.heardFrom(25));
    assertTrue(HeardCall.share(call.heardFrom(110), 433) > 0.98);
    assertTrue(call.playout.buffer().delayTicks() < 45 * 48);
  }

  @Test
  void whatIsOnlyLateIsDecodedAsIfItHadNotBeen() throws Exception {
    short[] voice = SpokenSignal.pcm(2, 150 * HeardCall.FRAME, 48_000);
    short[] undisturbed =
        new HeardCall(1, said(voice), NetworkConditions.CLEAN).talk(150).heardFrom(0);
    HeardCall call = new HeardCall(1, said(voice), NetworkConditions.CLEAN);
    call.talk(75);
    call.network.stall(call.nowNanos(), call.nowNanos() + 80_000_000);
    short[] heard = call.talk(75).heardFrom(0);
    int exact = 0;
    for (int at = 30 * HeardCall.FRAME; at < 140 * HeardCall.FRAME; at += 480) {
      exact += isFound(undisturbed, at, 240, heard) ? 1 : 0;
    }
    // Where it was joined, and where it was played faster, it is not.
    assertTrue(exact > 190, exact + " of 220 pieces are as they would have been");
  }

  private static boolean isFound(short[] all, int from, int count, short[] among) {
    for (int at = from; at + count < among.length && at < from + 6 * HeardCall.FRAME; at++) {
      if (Arrays.equals(all, from, from + count, among, at, at + count)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aPauseOfTheSourceIsSilenceThatBeginsAndEndsSoftly() throws Exception {
    HeardCall call = call(NetworkConditions.CLEAN);
    call.talk(100).pause(15).talk(100).pause(150).talk(100);
    assertNoClicks(call.heardFrom(25));
    assertTrue(HeardCall.share(call.heardFrom(380), 433) > 0.98);
    assertEquals(0, call.playout.buffer().statistics().packetsDiscarded());
  }

  @Test
  void theListenerIsGivenAsMuchAsHeAsksForFromTheBeginning() throws Exception {
    HeardCall call = call(NetworkConditions.CLEAN);
    call.pause(10).talk(50);
    assertEquals(60 * HeardCall.FRAME, call.playout.samplesPlayed());
    long waited = call.playout.samplesSynthesized() / HeardCall.FRAME;
    assertTrue(waited >= 11 && waited <= 15, waited + " slots of nothing");
    assertEquals(1, call.playout.synthesizedEvents());
  }
}
