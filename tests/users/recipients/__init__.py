"""Further addresses for warnings."""
