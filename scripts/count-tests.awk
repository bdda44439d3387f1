# Sums the reports of surefire and failsafe: prints "passed failed skipped", and names each failed test on stderr,
# and each that passed only when it was run again.
function attribute(name,    found) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  found = substr($0, RSTART, RLENGTH)
  sub(/^[^"]*"/, "", found)
  sub(/"$/, "", found)
  return found
}
/<testsuite / {
  tests += attribute("tests"); skipped += attribute("skipped")
  failed += attribute("errors") + attribute("failures")
}
/<testcase / { test = attribute("classname") "." attribute("name") }
/<flaky(Failure|Error)[ >]/ { if (test != again) print "PASSED WHEN RUN AGAIN " test > "/dev/stderr"; again = test }
/<(failure|error)[ >]/ { print "FAILED " test > "/dev/stderr" }
END { print tests - failed - skipped, failed + 0, skipped + 0 }
