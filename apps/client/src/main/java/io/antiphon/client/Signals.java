package io.antiphon.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes which signal ends the process, which Java tells nobody, and leaves the rest to Java. Where
 * this virtual machine has no {@code sun.misc.Signal} nothing is noted.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);
  private static final int NONE = 0;
  private static volatile int number = NONE;

  private Signals() {}

  /** From now on; what is ignored, as under {@code nohup}, stays so. */
  static void watch() {
    for (String name : new String[] {"HUP", "INT", "TERM"}) {
      try {
        watch(name);
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        log.debug("SIG{} is not watched: {}", name, e.toString());
      }
    }
  }

  private static void watch(String name) throws ReflectiveOperationException {
    // By reflection, because the compiler warns of the class, which it has been going to lose since
    // Java 1.4.
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Method handle = type.getMethod("handle", type, handlerType);
    Object signal = type.getConstructor(String.class).newInstance(name);
    Object[] before = new Object[1];
    Object ours =
        Proxy.newProxyInstance(
            handlerType.getClassLoader(),
            new Class<?>[] {handlerType},
            (self, method, arguments) -> {
              if (!method.getName().equals("handle")) {
                return method.getName().equals("hashCode") ? (Object) 0 : self == arguments[0];
              }
              number = (int) type.getMethod("getNumber").invoke(arguments[0]);
              passOn(method, before[0], arguments);
              return null;
            });
    before[0] = handle.invoke(null, signal, ours);
    if (before[0] == handlerType.getField("SIG_IGN").get(null)) {
      handle.invoke(null, signal, before[0]);
    }
  }

  private static void passOn(Method handle, Object before, Object[] arguments) {
    try {
      handle.invoke(before, arguments);
    } catch (IllegalAccessException | InvocationTargetException e) {
      Runtime.getRuntime().halt(128 + number);
    }
  }

  /** 128 and the number of the signal that has come; otherwise what is given. */
  static int exitCode(int otherwise) {
    return number == NONE ? otherwise : 128 + number;
  }
}
