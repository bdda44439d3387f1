package io.antiphon.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A network of its own on this machine, as long as the process that holds it lives. */
final class Namespace implements AutoCloseable {
  private final Path folder;
  private final Program holder;
  private final String pid;

  private Namespace(Path folder, Program holder, String pid) {
    this.folder = folder;
    this.holder = holder;
    this.pid = pid;
  }

  static Namespace create(Path folder) throws Exception {
    // It tells its own number once it is in, and ends with the pipe that it reads.
    Program holder =
        Program.start(
            folder,
            List.of("unshare", "--net", "sh", "-c", "echo in $$; exec sleep 120"),
            builder -> {});
    Namespace namespace =
        new Namespace(
            folder, holder, holder.awaitLine("^in (\\d+)$", Duration.ofSeconds(10)).group(1));
    namespace.run("ip link set lo up");
    return namespace;
  }

  /** Joins this and the other by a cable; the ends are called alike on both sides. */
  void connect(String cable, String address, Namespace other, String otherAddress)
      throws Exception {
    run("ip link add name %s type veth peer name %s netns %s".formatted(cable, cable, other.pid));
    run("ip address add " + address + " dev " + cable);
    run("ip link set " + cable + " up");
    other.run("ip address add " + otherAddress + " dev " + cable);
    other.run("ip link set " + cable + " up");
  }

  /** The command that runs others here. */
  List<String> prefix() {
    return List.of("nsenter", "--net=/proc/" + pid + "/ns/net");
  }

  Program start(List<String> command) throws IOException {
    List<String> whole = new ArrayList<>(prefix());
    whole.addAll(command);
    return Program.start(folder, whole, builder -> {});
  }

  void run(String command) throws Exception {
    run(Arrays.asList(command.split(" ")));
  }

  void run(List<String> command) throws Exception {
    Program program = start(command);
    if (program.awaitExit(Duration.ofSeconds(10)) != 0) {
      throw new AssertionError(command + ": " + program.story());
    }
  }

  @Override
  public void close() {
    holder.close();
  }
}
