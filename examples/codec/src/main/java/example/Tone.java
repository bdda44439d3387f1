package example;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.CodecException;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.opus.OpusEncoder;
import io.antiphon.codec.opus.OpusPacket;

/** PCM to Opus and back: one second of a tone at 24 kHz, as the wire carries it. */
public final class Tone {
  private Tone() {}

  public static void main(String[] arguments) throws CodecException {
    AudioSource tone =
        AudioSource.tone(AudioFormat.mono(24_000), 433, -12).as(AudioFormat.MONO_48K);
    OpusEncoder encoder = OpusEncoder.builder().bitrate(32_000).fec(5).build();
    OpusDecoder decoder = new OpusDecoder(1);
    LevelMeter meter = new LevelMeter();

    short[] pcm = new short[960]; // 20 ms
    byte[] payload = new byte[OpusEncoder.MAX_PAYLOAD_BYTES];
    int ticks = 0;
    int bytes = 0;
    for (int frame = 0; frame < 50; frame++) {
      tone.read(pcm, 0, 960);
      int length = encoder.encode(pcm, 0, 960, payload, 0, payload.length);
      ticks += OpusPacket.durationTicks(payload, 0, length);
      bytes += length;
      int samples =
          frame == 30 // as if this packet had been lost
              ? decoder.decodeLost(960, pcm, 0)
              : decoder.decode(payload, 0, length, pcm, 0);
      meter.measure(pcm, 0, samples);
    }
    System.out.println(ticks + " ticks of RTP time, " + bytes * 8 + " bit/s");
    System.out.println(OpusPacket.parse(payload, 0, 1));
    System.out.println("heard at -" + meter.levelDbov() + " dBov");
  }
}
