package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls over loopback with somebody who has no Opus: voice, a pause, and voice again. */
@Timeout(60)
class ComfortNoiseCallTest {
  private static final double ROOM_RMS = 300;

  private Endpoint from;
  private Endpoint to;

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    from = Endpoint.open(EndpointConfig.loopback());
    to = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  @ParameterizedTest
  @CsvSource({"0 13, 8000", "8 13, 8000", "9 13, 16000"})
  void theRoomIsHeardInAPauseThatIsNotSent(String formats, int rate) throws Exception {
    AudioConfig dtx = AudioConfig.defaults().toBuilder().opusDtx(true).build();
    Heard heard = new Heard();
    try (ImpairedCall call = new ImpairedCall(from, to, 1, dtx)) {
      call.connect(formats).addSink(heard);
      heard.awaitTones(0, 0.3, 511);
      call.say(room());
      call.awaitPayloadType(13);
      double pause = heard.seconds() + 0.2; // what was on its way
      heard.await((int) (pause * rate));
      long packets = call.packets();
      heard.await((int) ((pause + 0.5) * rate));
      long sent = call.packets() - packets;
      assertTrue(sent < 12, sent + " packets in 0.5 s of pause");
      double room = ROOM_RMS * Math.sqrt(rate / 48_000.0) / 32_768;
      assertEquals(1, heard.level(pause, pause + 0.5) / room, 0.4, "the room's loudness");
      call.say(AudioSource.tone(AudioFormat.MONO_48K, 711, -12));
      heard.awaitTones(pause + 0.5, 0.3, 711);
      Set<Integer> types =
          Stream.of(formats.split(" ")).map(Integer::parseInt).collect(Collectors.toSet());
      assertEquals(types, call.payloadTypes());
    }
  }

  /** A room that is never quite still. */
  private static AudioSource room() {
    Random random = new Random(2);
    return new AudioSource() {
      @Override
      public AudioFormat format() {
        return AudioFormat.MONO_48K;
      }

      @Override
      public int read(short[] pcm, int offset, int samplesPerChannel) {
        for (int i = 0; i < samplesPerChannel; i++) {
          pcm[offset + i] = (short) (ROOM_RMS * random.nextGaussian());
        }
        return samplesPerChannel;
      }
    };
  }
}
