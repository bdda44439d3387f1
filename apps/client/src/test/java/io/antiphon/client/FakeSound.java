package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import org.jspecify.annotations.Nullable;

/** Sound cards that are not there. */
final class FakeSound {
  private FakeSound() {}

  /** A mixer with one kind of line; {@code line} null: another program holds it. */
  static Mixer mixer(
      String name, DeviceKind kind, Set<AudioFormat> formats, @Nullable DataLine line) {
    return proxy(
        Mixer.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getMixerInfo" -> new Info(name);
              case "isLineSupported" -> supports((DataLine.Info) arguments[0], kind, formats);
              case "getLine" -> {
                if (line == null) {
                  throw new LineUnavailableException("device busy");
                }
                yield line;
              }
              default -> throw new AssertionError(method);
            });
  }

  static SoundDevices devices(Mixer... mixers) {
    return new SoundDevices(List.of(mixers));
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FakeSound.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static boolean supports(DataLine.Info asked, DeviceKind kind, Set<AudioFormat> formats) {
    javax.sound.sampled.AudioFormat format = asked.getFormats()[0];
    return asked.getLineClass() == kind.line()
        && format.getSampleSizeInBits() == 16
        && formats.contains(new AudioFormat((int) format.getSampleRate(), format.getChannels()));
  }

  private static final class Info extends Mixer.Info {
    Info(String name) {
      super(name, "", "", "");
    }
  }
}
