package io.antiphon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Fetches what {@code jitter.js} has heard, and translates the page's clock into ours. */
final class ChromiumEar {
  private static final int PIECE_SAMPLES = 4_864;
  private static final int PIECES_AT_ONCE = 50;
  private static final int AROUND = 10;
  private static final int LOOKS = 60;

  private final DevTools page;

  ChromiumEar(DevTools page) {
    this.page = page;
  }

  Heard heard(Counts counts) throws Exception {
    double[] evened = evened(page.evaluate("window.times()"));
    short[] samples = new short[evened.length * PIECE_SAMPLES];
    for (int from = 0; from < evened.length; from += PIECES_AT_ONCE) {
      int to = Math.min(evened.length, from + PIECES_AT_ONCE);
      byte[] bytes =
          Base64.getDecoder()
              .decode(page.evaluate("window.heard(" + from + "," + to + ")").asText());
      ShortBuffer pcm = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
      pcm.get(samples, from * PIECE_SAMPLES, pcm.remaining());
    }
    double ahead = pageClockAheadMillis();
    return new Heard(
        samples,
        sample -> {
          int piece = (int) Math.min(evened.length - 1, sample / PIECE_SAMPLES);
          double within = (sample - (double) piece * PIECE_SAMPLES) / 48;
          return (long) ((evened[piece] + within - ahead) * 1e6);
        },
        counts);
  }

  /** Single pieces are noted late when the machine is busy: so each is asked of its neighbours. */
  private static double[] evened(JsonNode times) {
    double pieceMillis = PIECE_SAMPLES / 48.0;
    double[] evened = new double[times.size()];
    for (int i = 0; i < evened.length; i++) {
      int from = Math.max(0, i - AROUND);
      int to = Math.min(evened.length, i + AROUND + 1);
      double[] offsets = new double[to - from];
      for (int j = from; j < to; j++) {
        offsets[j - from] = times.get(j).asDouble() - j * pieceMillis;
      }
      Arrays.sort(offsets);
      evened[i] = offsets[offsets.length / 2] + i * pieceMillis;
    }
    return evened;
  }

  /** By how much the page's clock, which has whole milliseconds, is ahead of System.nanoTime. */
  private double pageClockAheadMillis() throws Exception {
    double least = -Double.MAX_VALUE;
    double most = Double.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      double before = System.nanoTime() * 1e-6;
      double there = page.evaluate("Date.now()").asDouble();
      double after = System.nanoTime() * 1e-6;
      least = Math.max(least, there - after);
      most = Math.min(most, there + 1 - before);
    }
    return (least + most) / 2;
  }
}
