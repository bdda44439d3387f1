package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class ChannelMixTest {
  @Test
  void monoBecomesTwoEqualChannels() {
    short[] out = new short[7];
    ChannelMix.mix(new short[] {9, 1, -2, 3}, 1, 1, out, 1, 2, 3);
    assertArrayEquals(new short[] {0, 1, 1, -2, -2, 3, 3}, out);
  }

  @Test
  void stereoBecomesItsMeanWithoutOverflow() {
    short[] out = new short[4];
    short[] in = {10, 20, 32_767, 32_767, -32_768, -32_768, 32_767, -32_768};
    ChannelMix.mix(in, 0, 2, out, 0, 1, 4);
    assertArrayEquals(new short[] {15, 32_767, -32_768, -1}, out);
  }

  @Test
  void sixChannelsMeetInTheMiddle() {
    short[] out = new short[2];
    ChannelMix.mix(new short[] {6, 12, 18, 24, 30, 36}, 0, 6, out, 0, 2, 1);
    assertArrayEquals(new short[] {21, 21}, out);
  }

  @Test
  void equalChannelsAreCopied() {
    short[] out = new short[4];
    ChannelMix.mix(new short[] {1, 2, 3, 4}, 0, 2, out, 0, 2, 2);
    assertArrayEquals(new short[] {1, 2, 3, 4}, out);
  }

  @Test
  void mixesDownInPlace() {
    short[] pcm = {1, 3, 5, 7};
    ChannelMix.mix(pcm, 0, 2, pcm, 0, 1, 2);
    assertArrayEquals(new short[] {2, 6, 5, 7}, pcm);
  }
}
