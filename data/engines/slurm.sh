#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An audit in parts as a job array of Slurm, in a folder that all nodes share:
#   sbatch --parsable --array=1-8%4 slurm.sh 8 names.txt --rate 200
#   sbatch --dependency=afterok:JOB --wrap 'caa-audit merge -l names.txt -o report.csv part-*-8.csv || test $? -le 2'
# The first operand is the number of parts, as in --array; %4 of them run at once, and with --rate 200 ask 800 questions a
# second together. Options of run follow the list.
# A node that fails, or is taken away, costs nothing: Slurm puts the part back into the queue, and --resume goes on with
# the report that was left in the folder. So does a part that was cancelled: sbatch --array=3 slurm.sh 8 names.txt
# Statuses 1 and 2 say what the audit found; only 3, it could not run, is a job that failed.
# Memory: caa-audit-scale(7) has what a list needs; 64 MiB are enough for ten million names.
#SBATCH --job-name=caa-audit
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=part-%a.log
#SBATCH --ntasks=1
#SBATCH --mem=64M
set -eu

parts=$1 list=$2
shift 2
part=$SLURM_ARRAY_TASK_ID/$parts
caa-audit run -q --resume --shard "$part" -o "part-$SLURM_ARRAY_TASK_ID-$parts.csv" "$@" "$list" || test $? -le 2
