# Fits the published posteriors with Stan and appends worst errors and times to a file:
#     Rscript accuracy.R FOLDER FIGURES [NAMES]
# FOLDER/posteriors holds what the benchmark project's `export-posteriors` writes; compiled programs are kept there. A
# row that FIGURES has already is not made again.
# Columns: posterior, algorithm, seed, worst error of a mean in reference sds, worst relative error of an sd, elapsed
# seconds, processor seconds (both without compiling the program), and what Stan said of itself.
arguments <- commandArgs(TRUE)
folder <- file.path(arguments[1], "posteriors")
figures <- arguments[2]
wanted <- arguments[-(1:2)]
script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1])
programs <- file.path(dirname(script), "stan")
flags <- file.path(folder, "Makevars")
writeLines(c("CXX14 = g++", "CXX14FLAGS = -O3 -fPIC -w"), flags)
Sys.setenv(R_MAKEVARS_USER = flags)
suppressMessages({ library(rstan); library(jsonlite); library(parallel) })
# Debian's r-cran-bh holds no headers: they are those of libboost-dev.
if (!file.exists(rstan_options("boost_lib"))) rstan_options(boost_lib = "/usr/include", boost_lib2 = "/usr/include")

advi_seeds <- 1:5
limit <- 120 # processor seconds a run may take

compiled <- function(program) {
  file <- file.path(programs, c("", "accuracy"), paste0(program, ".stan"))
  file <- file[file.exists(file)]
  kept <- file.path(folder, paste0(program, ".rds"))
  if (file.exists(kept) && file.mtime(kept) > file.mtime(file)) return(readRDS(kept))
  model <- stan_model(file)
  saveRDS(model, kept)
  model
}

# A fit, or the text of the error that ended it; with what was printed, and elapsed and processor seconds.
timed <- function(run) {
  before <- proc.time()
  setTimeLimit(cpu = limit, transient = TRUE)
  printed <- capture.output(fit <- suppressMessages(suppressWarnings(
    tryCatch(run(), error = function(e) conditionMessage(e)))))
  setTimeLimit()
  spent <- proc.time() - before
  list(fit = fit, printed = printed, wall = spent[[3]], processor = sum(spent[c(1, 2, 4, 5)]))
}

errors <- function(fit, reference) {
  draws <- as.matrix(fit)[, names(reference), drop = FALSE]
  mean <- sapply(reference, `[`, 1)
  sd <- sapply(reference, `[`, 2)
  c(max(abs(colMeans(draws) - mean) / sd), max(abs(apply(draws, 2, stats::sd) / sd - 1)))
}

# The fields of a row after the first three.
fields <- function(run, said, reference) {
  result <- timed(run)
  found <- c(NA_real_, NA_real_)
  if (inherits(result$fit, "stanfit") && result$fit@mode == 0L) {
    found <- errors(result$fit, reference)
    words <- said(result)
    if (!all(is.finite(found))) {
      found <- c(NA_real_, NA_real_)
      words <- "draws not finite"
    }
  } else if (result$processor >= limit) {
    words <- sprintf("over %d s", limit)
  } else {
    printed <- paste(c(if (is.character(result$fit)) result$fit, result$printed), collapse = " ")
    words <- if (grepl("All proposed step-sizes failed", printed)) "no step size found"
      else if (grepl("number of dropped evaluations", printed)) "too many gradients not finite"
      else paste("error:", sub(" *\\(in .*", "", substr(gsub("[[:space:]]+", " ", printed), 1, 100)))
  }
  c(trimws(formatC(found, digits = 4, format = "g")),
    formatC(c(result$wall, result$processor), digits = 3, format = "f"), words)
}

# In a process of its own, since some runs end in a segmentation fault.
row <- function(name, algorithm, seed, run, said, reference) {
  made <- suppressWarnings(mccollect(mcparallel(fields(run, said, reference)))[[1]])
  if (!is.character(made) || length(made) != 5) made <- c("NA", "NA", "NA", "NA", "crashed")
  cat(paste(c(name, algorithm, seed, made), collapse = "\t"), "\n", sep = "", file = figures, append = TRUE)
}

advi_said <- function(result) {
  k <- tryCatch(result$fit@sim$diagnostics$psis$pareto_k, error = function(e) NULL)
  paste0(if (any(grepl("ELBO CONVERGED", result$printed))) "converged" else "iterations ran out",
    if (!is.null(k)) sprintf(", k-hat %.2f", k))
}

nuts_said <- function(result) sprintf("R-hat %.3f, %d divergent",
  max(summary(result$fit)$summary[, "Rhat"], na.rm = TRUE), get_num_divergent(result$fit))

done <- if (file.exists(figures)) sub("^([^\t]*\t[^\t]*\t[^\t]*)\t.*", "\\1", readLines(figures)) else character()
if (!length(done)) {
  processor <- sub(".*: *", "", grep("model name", readLines("/proc/cpuinfo"), value = TRUE)[1])
  cat(sprintf("# rstan %s, R %s.%s, g++ %s, %s, one core", packageVersion("rstan"), R.version$major, R.version$minor,
    system("g++ -dumpfullversion", intern = TRUE), processor), "\n", sep = "", file = figures)
}
files <- list.files(folder, "\\.json$", full.names = TRUE)
for (file in files) {
  name <- sub("\\.json$", "", basename(file))
  if (length(wanted) && !any(sapply(wanted, grepl, name, fixed = TRUE))) next
  posterior <- fromJSON(file)
  left <- function(algorithm, seed) !paste(name, algorithm, seed, sep = "\t") %in% done
  runs <- rbind(expand.grid(seed = advi_seeds, algorithm = c("meanfield", "fullrank"), stringsAsFactors = FALSE),
    data.frame(seed = 1, algorithm = "nuts"))
  runs <- runs[mapply(left, runs$algorithm, runs$seed), ]
  if (!nrow(runs)) next
  model <- compiled(posterior$program)
  for (i in seq_len(nrow(runs))) {
    seed <- runs$seed[i]
    algorithm <- runs$algorithm[i]
    run <- if (algorithm == "nuts") {
      function() sampling(model, data = posterior$data, chains = 4, iter = 2000, seed = seed, cores = 1, refresh = 0)
    } else {
      function() vb(model, data = posterior$data, algorithm = algorithm, seed = seed)
    }
    row(name, algorithm, seed, run, if (algorithm == "nuts") nuts_said else advi_said, posterior$reference)
  }
  cat(name, "\n")
}
