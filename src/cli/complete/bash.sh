
# Queries go on with names of fields and values of the index.
_dixit_query() {
    local reply
    COMPREPLY=()
    while IFS= read -r reply; do
        COMPREPLY+=("$reply")
    done < <("$1" complete bash -- "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -gt 0 ]]; then
        compopt -o nospace 2>/dev/null
    else
        _dixit "$@"
    fi
}

complete -F _dixit_query -o bashdefault -o default dixit
