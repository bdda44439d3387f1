package io.antiphon.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./antiphon bench jmh}: what single operations of the modules cost. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description =
        "Measures single operations of the modules with JMH, each in a JVM of its own:"
            + " time, and bytes allocated (gc.alloc.rate.norm).")
final class JmhBench implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "PATTERN",
      description = "which: regular expressions over class and method, IceChecks say; all if none")
  List<String> patterns = List.of();

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs for each, one after the other; 0 runs in this one, to try it")
  int forks = 1;

  @Option(names = "--warm-up", paramLabel = "N", description = "rounds before it counts")
  int warmUps = 3;

  @Option(names = "--rounds", paramLabel = "N", description = "rounds that count")
  int rounds = 5;

  @Option(names = "--millis", paramLabel = "MS", description = "how long a round is")
  int millis = 1_000;

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(forks)
            .warmupIterations(warmUps)
            .warmupTime(TimeValue.milliseconds(millis))
            .measurementIterations(rounds)
            .measurementTime(TimeValue.milliseconds(millis))
            .shouldFailOnError(true)
            .addProfiler(GCProfiler.class);
    patterns.forEach(options::include);
    new Runner(options.build()).run();
    return 0;
  }
}
