package io.antiphon.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Clicks on the left of a {@link SoundServer}'s air, and listens to both sides. */
final class Air implements AutoCloseable {
  private static final int FRAMES = ClickTrain.RATE_HZ / 100;
  private static final int FRAME_BYTES = 4;

  private final Process mouth;
  private final Process air;
  private final ClickTrain clicks = new ClickTrain(new Random(20));

  private Air(Process mouth, Process air) {
    this.mouth = mouth;
    this.air = air;
  }

  static Air open(SoundServer sound) throws IOException {
    Air air = new Air(sound.mouth(), sound.air());
    Thread speaking = new Thread(air::speak, "bench-mouth");
    speaking.setDaemon(true);
    speaking.start();
    return air;
  }

  /** The sound server takes 10 ms after 10 ms, and sets the pace. */
  private void speak() {
    ByteBuffer buffer = ByteBuffer.allocate(FRAMES * FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = mouth.getOutputStream()) {
      while (mouth.isAlive()) {
        buffer.clear();
        for (int i = 0; i < FRAMES; i++) {
          buffer.putShort(clicks.next()).putShort((short) 0);
        }
        out.write(buffer.array());
        out.flush();
      }
    } catch (IOException e) {
      // It has been closed.
    }
  }

  /** Listens for so long, from now on. */
  ClickMeter measure(int seconds) throws IOException {
    InputStream in = air.getInputStream();
    in.skipNBytes(in.available() / FRAME_BYTES * (long) FRAME_BYTES);
    ClickMeter meter = new ClickMeter();
    ByteBuffer buffer = ByteBuffer.allocate(FRAMES * FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long frames = 0; frames < (long) seconds * ClickTrain.RATE_HZ; frames += FRAMES) {
      if (in.readNBytes(buffer.array(), 0, buffer.capacity()) < buffer.capacity()) {
        throw new EOFException("the sound server has gone");
      }
      buffer.clear();
      for (int i = 0; i < FRAMES; i++) {
        meter.accept(buffer.getShort(), buffer.getShort());
      }
    }
    return meter;
  }

  @Override
  public void close() {
    mouth.destroy();
    air.destroy();
  }
}
