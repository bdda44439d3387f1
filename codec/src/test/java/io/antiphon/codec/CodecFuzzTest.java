package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.g722.G722Decoder;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusPacket;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.codec.wav.WavFormatException;
import io.antiphon.codec.wav.WavStream;
import io.antiphon.fuzz.Datagrams;
import io.antiphon.fuzz.Fuzz;
import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fuzz")
class CodecFuzzTest {
  private static List<byte[]> opus() {
    List<byte[]> packets = new ArrayList<>();
    for (String name :
        List.of(
            "opus/silk-fec-mono-20ms",
            "opus/hybrid-mono-20ms",
            "opus/celt-stereo-10ms",
            "opus/silk-stereo-60ms",
            "opus/celt-mono-2.5ms",
            "fuzz/opus")) {
      Vectors.hex(name).packets().limit(4).map(ByteBuffer::array).forEach(packets::add);
    }
    return packets;
  }

  @Test
  void opusPacketsUndecoded() {
    Fuzz.of("opus-packet", CodecException.class)
        .seeds(opus())
        .allocation(4_096, 0)
        .run(
            input -> {
              OpusPacket packet = OpusPacket.parse(input, 0, input.length);
              assertEquals(
                  packet.durationTicks(), OpusPacket.durationTicks(input, 0, input.length));
              assertTrue(packet.durationTicks() <= OpusPacket.MAX_DURATION_TICKS);
              OpusPacket.hasFec(input, 0, input.length);
            });
  }

  /** Some packets of one stream, each also as what conceals the one before it. */
  @Test
  void opusPacketsDecoded() {
    short[] pcm = new short[2 * OpusPacket.MAX_DURATION_TICKS];
    List<byte[]> seeds = new ArrayList<>(List.of(Datagrams.joined(opus())));
    opus().forEach(packet -> seeds.add(Datagrams.joined(List.of(packet))));
    Fuzz.of("opus", CodecException.class)
        .seeds(seeds)
        .allocation(32 << 20, 0) // Concentus makes garbage for each of up to 48 frames
        .run(
            input -> {
              OpusDecoder mono = new OpusDecoder(1);
              OpusDecoder stereo = new OpusDecoder(2);
              for (byte[] packet : Datagrams.of(input, 4)) {
                int samples = mono.decode(packet, 0, packet.length, pcm, 0);
                assertTrue(samples <= OpusPacket.MAX_DURATION_TICKS);
                mono.decodeLost(960, pcm, 0);
                stereo.decodeFec(packet, 0, packet.length, 960, pcm, 0);
                stereo.decode(packet, 0, packet.length, pcm, 0);
              }
            });
  }

  @Test
  void g722AndComfortNoise() {
    short[] pcm = new short[4_000];
    Fuzz.of("g722-cn", CodecException.class)
        .seeds(List.of(Arrays.copyOf(Vectors.bytes("g722/octets.g722"), 160), new byte[] {40, 127}))
        .allocation(4_096, 0)
        .run(
            input -> {
              G722Decoder decoder = new G722Decoder();
              ComfortNoise noise = new ComfortNoise(AudioFormat.mono(8_000));
              noise.setParameters(input, 0, input.length);
              noise.fill(pcm, 0, 160, 1);
              assertEquals(2 * input.length, decoder.decode(input, 0, input.length, pcm, 0));
            });
  }

  private static List<byte[]> wav() {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : List.of("s8", "s24", "f32", "extensible", "mono16")) {
      byte[] made = Vectors.bytes("wav/" + name + ".wav");
      seeds.add(Arrays.copyOf(made, Math.min(made.length, 400)));
    }
    Vectors.hex("fuzz/wav").packets().map(ByteBuffer::array).forEach(seeds::add);
    return seeds;
  }

  private static final List<byte[]> WAV_WORDS =
      Stream.of("RIFF", "RF64", "WAVE", "fmt ", "data", "ds64", "LIST", "\u007f\0\0\0", "\0\0\0\0")
          .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
          .toList();

  @Test
  void wavFiles() {
    Fuzz.of("wav", WavFormatException.class)
        .seeds(wav())
        .words(WAV_WORDS)
        .allocation(1 << 19, 200)
        .run(
            input -> {
              WavFile file = WavFile.read(new ByteArrayInputStream(input));
              assertTrue(file.samples().length <= input.length);
              assertTrue(file.seconds() >= 0);
            });
  }

  @Test
  void wavStreamsInPieces() {
    Fuzz.of("wav-stream", WavFormatException.class)
        .seeds(wav())
        .words(WAV_WORDS)
        .run(
            input -> {
              WavStream stream = new WavStream();
              int samples = 0;
              for (int at = 0; at < input.length; at += 97) {
                int length = Math.min(97, input.length - at);
                samples += stream.decode(ByteBuffer.wrap(input, at, length)).length;
              }
              assertTrue(samples <= input.length);
            });
  }
}
