# Reference values of Pareto-smoothed importance sampling from the R package loo (loo::psis with r_eff = 1).
#
#   Rscript tools/reference/psis.R tests/Reparam.Tests/Reference/psis-loo.json
#
# No data are stored: every vector of log ratios comes from van der Corput points and closed-form quantiles, a formula
# which ParetoSmoothedImportanceSamplingTests repeats. Precision: IEEE double, printed with 17 significant digits.
suppressMessages(library(loo))

van_der_corput <- function(count, base) {
  vapply(seq_len(count), function(i) {
    value <- 0
    scale <- 1 / base
    while (i > 0) {
      value <- value + (i %% base) * scale
      i <- i %/% base
      scale <- scale / base
    }
    value
  }, numeric(1))
}

log_ratios <- function(kind, count, scale) {
  u <- van_der_corput(count, 2)
  v <- van_der_corput(count, 3)
  normal <- sqrt(-2 * log(u)) * cos(2 * pi * v)
  logit <- log(u / (1 - u))
  student <- (2 * v - 1) / sqrt(2 * v * (1 - v))  # Student t with two degrees of freedom
  switch(kind,
    normal = scale * normal,
    logistic = scale * logit,
    pareto = -scale * log(1 - u),
    # Target Student t(2), proposal logistic: the ratio has no variance.
    student = -1.5 * log(1 + logit^2 / 2) + logit + 2 * log(1 + exp(-logit)),
    # Target logistic, proposal Student t(2): the ratio is bounded.
    bounded = -student - 2 * log(1 + exp(-student)) + 1.5 * log(1 + student^2 / 2),
    # Target Cauchy, proposal normal.
    cauchy = -log(1 + normal^2) + 0.5 * normal^2,
    ties = round(scale * logit) / scale,
    zeros = ifelse(v < scale, -Inf, normal))
}

cases <- list(
  list("normal", 100, 0.1), list("normal", 1000, 1), list("normal", 4000, 3), list("normal", 1000, 20),
  list("logistic", 20, 1), list("logistic", 25, 1), list("logistic", 1000, 0.5),
  list("pareto", 100, 0.3), list("pareto", 1000, 0.7), list("pareto", 4000, 1.2),
  list("student", 100, 1), list("student", 4000, 1), list("bounded", 1000, 1),
  list("cauchy", 20, 1), list("cauchy", 1000, 1), list("cauchy", 4000, 1),
  list("ties", 1000, 4), list("ties", 4000, 1),
  list("zeros", 1000, 0.25), list("zeros", 1000, 0.9))

number <- function(x) {
  ifelse(is.infinite(x), ifelse(x > 0, '"Infinity"', '"-Infinity"'), sprintf("%.17g", x))
}

render <- function(case) {
  ratios <- log_ratios(case[[1]], case[[2]], case[[3]])
  count <- length(ratios)
  tail_length <- loo:::n_pareto(1, count)
  # loo::psis refuses -Inf, the log ratio of a draw of density zero; the algorithm behind the check does not.
  fit <- suppressWarnings(loo:::do_psis_i(ratios, tail_length))
  log_weights <- fit$log_weights - matrixStats::logSumExp(fit$log_weights)
  ess <- 1 / sum(exp(log_weights)^2)
  if (all(is.finite(ratios))) {
    public <- suppressWarnings(psis(ratios, r_eff = 1))
    stopifnot(identical(c(public$diagnostics$pareto_k), fit$pareto_k),
              isTRUE(all.equal(c(weights(public)), log_weights, tolerance = 1e-14)),
              isTRUE(all.equal(c(public$diagnostics$n_eff), ess, tolerance = 1e-14)))
  }
  index <- sort(unique(c(seq_len(min(count, 10)), tail(order(ratios), min(count, 30)))))
  sprintf('    { "kind": "%s", "count": %d, "scale": %s, "tailLength": %d, "paretoShape": %s, "effectiveSampleSize": %s,
      "index": [%s],
      "logWeight": [%s] }',
    case[[1]], count, number(case[[3]]), tail_length, number(fit$pareto_k), number(ess),
    paste(index - 1, collapse = ", "), paste(number(log_weights[index]), collapse = ", "))
}

header <- sprintf('{
  "tool": "%s, loo %s", "precision": "IEEE double, 17 significant digits", "script": "tools/reference/psis.R",
  "cases": [\n', R.version.string, packageVersion("loo"))
writeLines(paste0(header, paste(vapply(cases, render, ""), collapse = ",\n"), "\n  ]\n}"), commandArgs(TRUE)[1])
