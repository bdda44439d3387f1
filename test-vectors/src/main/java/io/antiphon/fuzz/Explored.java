package io.antiphon.fuzz;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer calls in the JVM that {@link Exploration} starts: it runs a test method as far as the
 * {@link Fuzz} that it makes, and then feeds that.
 */
public final class Explored {
  private static boolean waiting;
  private static @Nullable Fuzz fuzz;

  private Explored() {}

  static boolean isWaiting() {
    return waiting;
  }

  static void take(Fuzz made) {
    waiting = false;
    fuzz = made;
  }

  /**
   * Called by Jazzer once.
   *
   * @param names of the test class and of its method
   */
  public static void fuzzerInitialize(String[] names) throws Exception {
    waiting = true;
    Class<?> type = Class.forName(names[0]);
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Method method = type.getDeclaredMethod(names[1]);
    method.setAccessible(true);
    method.invoke(constructor.newInstance());
  }

  /** Called by Jazzer with each input; what is thrown is a finding. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (fuzz == null) {
      throw new IllegalStateException("no parser was named");
    }
    fuzz.feed(input);
  }
}
