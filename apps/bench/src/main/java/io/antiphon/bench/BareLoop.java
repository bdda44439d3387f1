package io.antiphon.bench;

import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/**
 * The least that any client in Java can do: what the default microphone captures is played by the
 * default speaker at once, in pieces of 5 ms, with no network in between. A process of its own,
 * since Java finds its sound devices once.
 */
final class BareLoop {
  private static final AudioFormat FORMAT = new AudioFormat(48_000, 16, 1, true, false);
  private static final int MILLI_BYTES = 96;
  private static final int PIECE_BYTES = 5 * MILLI_BYTES;
  private static final long POLL_NANOS = 2_000_000;

  private BareLoop() {}

  /**
   * Runs until it is ended.
   *
   * @param args the length of both lines, ms
   */
  public static void main(String[] args) throws LineUnavailableException {
    int lineBytes = Integer.parseInt(args[0]) * MILLI_BYTES;
    TargetDataLine microphone = AudioSystem.getTargetDataLine(FORMAT);
    SourceDataLine speaker = AudioSystem.getSourceDataLine(FORMAT);
    speaker.open(FORMAT, lineBytes);
    microphone.open(FORMAT, lineBytes);
    speaker.start();
    speaker.write(new byte[lineBytes], 0, lineBytes);
    microphone.start();
    byte[] piece = new byte[PIECE_BYTES];
    while (true) {
      if (microphone.available() < PIECE_BYTES) {
        LockSupport.parkNanos(POLL_NANOS);
        continue;
      }
      int read = microphone.read(piece, 0, PIECE_BYTES);
      if (speaker.available() >= read) {
        speaker.write(piece, 0, read); // what there is no room for would only come later
      }
    }
  }
}
