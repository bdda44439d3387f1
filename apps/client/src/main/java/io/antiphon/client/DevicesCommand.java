package io.antiphon.client;

import io.antiphon.codec.AudioFormat;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./antiphon devices}: what the client can hear with and speak through. */
@Command(
    name = "antiphon devices",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description =
        "Lists the capture and playback devices that ./antiphon client can use, each with the"
            + " formats that it can be opened with, the one that is used first.")
final class DevicesCommand implements Callable<Integer> {
  private final SoundDevices devices;

  @Spec @Nullable CommandSpec spec;

  DevicesCommand(SoundDevices devices) {
    this.devices = devices;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    boolean any = false;
    for (DeviceKind kind : DeviceKind.values()) {
      List<SoundDevice> found = devices.list(kind);
      any |= !found.isEmpty();
      print(out, kind, found);
    }
    if (any) {
      out.println("* is used when none is named; --mic and --speaker take a name or a part of it.");
    }
    out.flush();
    return ExitCode.DONE;
  }

  private static void print(PrintWriter out, DeviceKind kind, List<SoundDevice> found) {
    if (found.isEmpty()) {
      out.println("There is no " + kind + " device on this machine.");
      return;
    }
    out.println(kind + ":");
    for (SoundDevice device : found) {
      String formats =
          device.formats().stream().map(DevicesCommand::words).collect(Collectors.joining(", "));
      out.println((device.isDefault() ? "* " : "  ") + device.name());
      out.println("      " + formats);
    }
  }

  private static String words(AudioFormat format) {
    return format.sampleRateHz() + " Hz " + (format.channels() == 1 ? "mono" : "stereo");
  }
}
